"""Bringing in ledgers: check, import, undo; mappings and words of the company's own."""

from .checking import check_ledger, receive_ledger
from .importing import import_ledger
from .mappings import add_synonym, learn_title, remove_synonym, save_mapping
from .undoing import undo_import

__all__ = ["add_synonym", "check_ledger", "import_ledger", "learn_title", "receive_ledger", "remove_synonym", "save_mapping", "undo_import"]
