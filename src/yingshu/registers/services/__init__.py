"""Business actions on registers and their records."""

from .definitions import define, retire, set_parameters
from .entries import add_entry, change_entry, move_entry, revise_entry, void_entry
from .happening import make_steps, pass_on, remind
from .importing import import_entries

__all__ = ["add_entry", "change_entry", "define", "import_entries", "make_steps", "move_entry", "pass_on", "remind", "retire",
           "revise_entry", "set_parameters", "void_entry"]
