"""Screens of approvals."""

from . import approval, definition, request  # noqa: F401
