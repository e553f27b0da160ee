"""Business actions of the room."""

from .improving import drop_improvement, finish_improvement, register_improvement, verify_improvement
from .passing import pass_finding, receive_finding, record_contact, use_finding
from .reporting import (
    acknowledge_report,
    agree_report,
    file_report,
    make_report,
    record_briefing,
    return_report,
    submit_report,
    write_report,
)

__all__ = ["acknowledge_report", "agree_report", "drop_improvement", "file_report", "finish_improvement", "make_report", "pass_finding",
           "receive_finding", "record_briefing", "record_contact", "register_improvement", "return_report", "submit_report", "use_finding",
           "verify_improvement", "write_report"]
