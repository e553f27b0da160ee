"""Units, posts and people; who stands in for whom; who looks after which region."""

from .authority import Absence, ApiToken, Delegation, Supervision
from .choices import ChoiceWord, ClosedList
from .governance import Inspection, Reorganisation, SettleCondition
from .people import Appointment, Person
from .structure import Headcount, Post, StructureVersion, Unit, WorkdayOverride

__all__ = ["Absence", "ApiToken", "Appointment", "ChoiceWord", "ClosedList", "Delegation", "Headcount", "Inspection", "Person", "Post",
           "Reorganisation", "SettleCondition", "StructureVersion",
           "Supervision", "Unit", "WorkdayOverride"]
