"""Screens of surveys and what they come to."""

from . import improvements, questionnaires, reports, responses, waves

__all__ = ["improvements", "questionnaires", "reports", "responses", "waves"]
