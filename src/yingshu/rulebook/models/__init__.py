"""Tables of the rulebook, one file per subject."""

from .changes import ParameterChange, SuperiorRule
from .records import DecisionMonth, DecisionRecord, ParameterSet

__all__ = ["DecisionMonth", "DecisionRecord", "ParameterChange", "ParameterSet", "SuperiorRule"]
