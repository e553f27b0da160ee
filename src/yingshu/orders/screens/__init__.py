"""Screens of the order desk."""

from .. import forms
from . import customer, order, slip

__all__ = ["customer", "forms", "order", "slip"]
