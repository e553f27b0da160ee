"""Business actions of dispatch, one public function each."""

from .arrival import arrive, report_dispatch, track
from .booking import book_vehicle, create_carrier, reroute
from .departure import count, depart
from .exceptions import assign_exception, close_exception, open_exception, take_back
from .settlement import settle_freight

__all__ = ["arrive", "assign_exception", "book_vehicle", "close_exception", "count", "create_carrier", "depart", "open_exception",
           "report_dispatch", "reroute", "settle_freight", "take_back", "track"]
