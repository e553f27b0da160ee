"""Duties, their versions, and each time one is due."""

from .duty import Duty, DutyVersion
from .feed import Feed
from .occurrence import Assignee, Occurrence

__all__ = ["Assignee", "Duty", "DutyVersion", "Feed", "Occurrence"]
