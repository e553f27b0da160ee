"""Units, posts and people; who stands in for whom; who looks after which region."""

from .authority import Absence, ApiToken, Delegation, Supervision
from .people import Appointment, Person
from .structure import Headcount, Post, StructureVersion, Unit, WorkdayOverride

__all__ = ["Absence", "ApiToken", "Appointment", "Delegation", "Headcount", "Person", "Post", "StructureVersion",
           "Supervision", "Unit", "WorkdayOverride"]
