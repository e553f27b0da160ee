"""Business actions of the organisation."""

from .choices import add_choice, change_choice, close_list, remove_choice
from .importing import import_people
from .inspecting import conclude_inspection, mend_inspection, open_inspection
from .online import end_sessions
from .people import (
    appoint,
    change_own_settings,
    change_person,
    create_person,
    end_appointment,
    exceed_headcount,
    reset_password,
    unlock_login,
)
from .reorganising import UnitChange, confirm_condition, reorganise, take_effect
from .standing_in import delegate, register_absence, register_return, revoke_delegation, supervise_region
from .structure import change_post, change_unit, create_post, create_unit, set_headcount
from .templates import StructureTemplate, initialise_from_template, make_delivered_posts
from .tokens import issue_api_token, revoke_api_token, set_workday

__all__ = [
    "StructureTemplate",
    "UnitChange",
    "add_choice",
    "appoint",
    "change_choice",
    "change_own_settings",
    "change_person",
    "change_post",
    "change_unit",
    "close_list",
    "conclude_inspection",
    "confirm_condition",
    "create_person",
    "create_post",
    "create_unit",
    "delegate",
    "end_appointment",
    "end_sessions",
    "exceed_headcount",
    "import_people",
    "initialise_from_template",
    "issue_api_token",
    "make_delivered_posts",
    "mend_inspection",
    "open_inspection",
    "register_absence",
    "register_return",
    "remove_choice",
    "reorganise",
    "reset_password",
    "revoke_api_token",
    "revoke_delegation",
    "set_headcount",
    "set_workday",
    "supervise_region",
    "take_effect",
    "unlock_login",
]
