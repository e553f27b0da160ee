"""Screens of registers: the list of registers, and one screen for each, made from its definition."""

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.screens import Panel
from yingshu.organisation.screens.people import add_panel

from . import importing, registers
from .entries import screens
from .panels import mentions

add_panel(Panel("registers", _("Registers"), "registers/made.html", mentions("people")))

__all__ = ["importing", "registers", "screens"]
