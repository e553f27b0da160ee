"""Business actions of the room."""

from .after_sales import (
    advise,
    decide_after_sales,
    finish_after_sales,
    register_after_sales,
    respond,
    sign_after_sales,
    submit_after_sales,
    take_goods_back,
    tell_area_manager,
    withdraw_after_sales,
)
from .checks import run_checks
from .dealer import send_photos
from .handling import (
    agree,
    answer_case,
    close_case,
    decide_suggestion,
    file_case,
    fill_form,
    follow_up,
    give_opinion,
    investigate_case,
    note,
    propose,
    record_cause,
    reopen_case,
    resume_case,
    tell_customer,
    verify_case,
    wait_for_customer,
    withdraw_case,
)
from .improvements import (
    change_knowledge,
    check_effect,
    finish_improvement,
    plan_improvement,
    retire_knowledge,
    review_knowledge,
    show_knowledge,
    use_knowledge,
    write_knowledge,
)
from .incidents import (
    add_affected,
    close_incident,
    investigate_incident,
    order_measures,
    report_incident,
    review_incident,
    verify_incident,
)
from .intake import accept, assign, classify, link_case, register_case, send_case
from .mailing import read_mail
from .penalties import penalise

__all__ = [
    "accept", "add_affected", "advise", "agree", "answer_case", "assign", "change_knowledge", "check_effect", "classify", "close_case",
    "close_incident", "decide_after_sales", "decide_suggestion", "file_case", "fill_form", "finish_after_sales", "finish_improvement",
    "follow_up", "give_opinion", "investigate_case", "investigate_incident", "link_case",
    "note", "order_measures", "penalise", "plan_improvement",
    "propose", "read_mail", "record_cause", "register_after_sales", "register_case", "reopen_case", "report_incident", "respond",
    "resume_case", "retire_knowledge", "review_incident", "review_knowledge", "run_checks", "send_case", "send_photos",
    "show_knowledge", "sign_after_sales", "submit_after_sales", "take_goods_back", "tell_area_manager", "tell_customer",
    "use_knowledge", "verify_case", "verify_incident", "wait_for_customer", "withdraw_after_sales", "withdraw_case", "write_knowledge"]
