"""Business actions on registers and their records."""

from .definitions import define, retire, set_parameters
from .entries import add_entry, change_entry, move_entry, remind, revise_entry, void_entry
from .importing import import_entries

__all__ = ["add_entry", "change_entry", "define", "import_entries", "move_entry", "remind", "retire", "revise_entry",
           "set_parameters", "void_entry"]
