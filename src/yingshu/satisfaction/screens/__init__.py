"""Screens of surveys and what they come to."""

from . import improvements, reports

__all__ = ["improvements", "reports"]
