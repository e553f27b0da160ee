"""Business actions on prices."""

from . import permits_in_flow  # noqa: F401
from .importing import import_prices
from .lists import create_price_list, release_price_list, remove_prices, set_prices
from .quotations import quote
from .special import ask_special_price, decide_special_price, mend_special_price, record_basis, review_special_price
from .strategy import draft_strategy, list_from_strategy, record_opinion, set_strategy_lines, submit_strategy

__all__ = ["ask_special_price", "create_price_list", "decide_special_price", "draft_strategy", "import_prices", "list_from_strategy",
           "mend_special_price", "quote", "record_basis", "record_opinion", "release_price_list", "remove_prices",
           "review_special_price", "set_prices", "set_strategy_lines", "submit_strategy"]
