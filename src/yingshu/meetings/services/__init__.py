"""Business actions of meetings, action items, reports and the month's checks."""

from .attending import check_in, excuse_from
from .items import add_items, drop_item, finish_item, move_item
from .minutes import close_meeting, record_minutes
from .months import check_month
from .planning import add_topic, call_meeting, cancel_meeting, move_meeting, plan_meetings
from .reports import answer_report, draft_quality_report, scan_sales, submit_draft, submit_work_report

__all__ = ["add_items", "add_topic", "answer_report", "call_meeting", "cancel_meeting", "check_in", "check_month", "close_meeting",
           "draft_quality_report", "drop_item", "excuse_from", "finish_item", "move_item", "move_meeting", "plan_meetings",
           "record_minutes", "scan_sales", "submit_draft", "submit_work_report"]
