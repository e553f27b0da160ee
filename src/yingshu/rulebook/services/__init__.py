"""Business actions of the rulebook."""

from .book import change_book, create_book, discard_version, draft_version
from .book_life import approve_version, publish_version, reapply_version, refuse_version, submit_version, withdraw_version
from .book_packs import choose_post, use_packs
from .book_reading import confirm_reading, remind_readers
from .book_settings import choose_values, choose_variant
from .book_text import add_node, change_node, import_text, move_node, remove_node
from .parameters import prepare_parameters, refuse_parameters, release_parameters, set_parameters, withdraw_parameters
from .retiring import ask_retirement, decide_retirement
from .superior import end_superior_rule, register_superior_rule

__all__ = [
           "add_node",
           "approve_version",
           "ask_retirement",
           "change_book",
           "change_node",
           "choose_post",
           "choose_values",
           "choose_variant",
           "confirm_reading",
           "create_book",
           "decide_retirement",
           "discard_version",
           "draft_version",
           "end_superior_rule",
           "import_text",
           "move_node",
           "prepare_parameters",
           "publish_version",
           "reapply_version",
           "refuse_parameters",
           "refuse_version",
           "register_superior_rule",
           "release_parameters",
           "remind_readers",
           "remove_node",
           "set_parameters",
           "submit_version",
           "use_packs",
           "withdraw_parameters",
           "withdraw_version",
]
