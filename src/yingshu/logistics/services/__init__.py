"""Business actions of dispatch, one public function each."""

from .arrival import arrive, report_dispatch, track
from .booking import book_vehicle, call_off, reroute
from .carriers import change_carrier, create_carrier, record_talk, resume_carrier, stop_carrier
from .departure import count, depart
from .exceptions import assign_exception, close_exception, open_exception, take_back
from .settlement import settle_freight

__all__ = ["arrive", "assign_exception", "book_vehicle", "call_off", "change_carrier", "close_exception", "count", "create_carrier",
           "depart", "open_exception", "record_talk", "report_dispatch", "reroute", "resume_carrier", "settle_freight", "stop_carrier",
           "take_back", "track"]
