"""Business actions on prices."""

from . import permits_in_flow  # noqa: F401
from .importing import import_prices
from .lists import create_price_list, release_price_list, remove_prices, set_prices
from .quotations import quote
from .special import ask_special_price, decide_special_price, mend_special_price

__all__ = ["ask_special_price", "create_price_list", "decide_special_price", "import_prices", "mend_special_price", "quote",
           "release_price_list", "remove_prices", "set_prices"]
