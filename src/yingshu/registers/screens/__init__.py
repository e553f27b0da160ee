"""Screens of registers: the list of registers, and one screen for each, made from its definition."""

from . import importing, registers
from .entries import screens

__all__ = ["importing", "registers", "screens"]
