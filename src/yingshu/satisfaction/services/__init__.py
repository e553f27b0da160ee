"""Business actions of surveys and of what they come to."""

from . import standing  # noqa: F401 — listens to deliveries
from .answering import answer, enter_answers, keep_answers, keep_picture, record_visit
from .approving import approve_version, retire_version, return_version, submit_version
from .frame import (
    calculate_sample,
    invite,
    invite_colleagues,
    make_codes,
    remind,
    set_strata,
    strata_from_files,
)
from .honesty import (
    impose_measure,
    keep_response,
    look_for_signs,
    record_falsification,
    void_response,
)
from .importing import import_wave
from .improving import drop_improvement, finish_improvement, register_improvement, verify_improvement
from .passing import pass_finding, receive_finding, record_contact, use_finding
from .poster import begin_at_poster, open_poster
from .questionnaires import (
    add_group,
    add_item,
    change_group,
    change_item,
    create_questionnaire,
    draft_version,
    remove_group,
    remove_item,
    set_intro,
    use_ready_made,
)
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
from .waves import (
    approve_plan,
    change_wave,
    close_wave,
    hand_in_task,
    plan_wave,
    record_outcome,
    reopen_wave,
    return_plan,
    start_wave,
    submit_plan,
)

__all__ = [
    "acknowledge_report", "add_group", "add_item", "agree_report", "answer", "approve_plan", "approve_version", "begin_at_poster",
    "calculate_sample", "change_group", "change_item", "change_wave", "close_wave", "create_questionnaire", "draft_version",
    "drop_improvement", "enter_answers", "file_report", "finish_improvement", "hand_in_task", "import_wave", "impose_measure", "invite",
    "invite_colleagues", "keep_answers", "keep_picture", "keep_response", "look_for_signs", "make_codes", "make_report", "open_poster",
    "pass_finding", "plan_wave", "receive_finding", "record_briefing", "record_contact", "record_falsification", "record_outcome",
    "record_visit", "register_improvement", "remind", "remove_group", "remove_item", "reopen_wave", "retire_version", "return_plan",
    "return_report", "return_version", "set_intro", "set_strata", "start_wave", "strata_from_files", "submit_plan", "submit_report",
    "submit_version", "use_finding", "use_ready_made", "verify_improvement", "void_response", "write_report"]
