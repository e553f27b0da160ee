"""Screens of the order desk."""

from .. import forms
from . import order, slip

__all__ = ["forms", "order", "slip"]
