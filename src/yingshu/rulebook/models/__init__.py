"""Tables of the rulebook, one file per subject."""

from .book import BookNode, ReadingConfirmation, Retirement, Rulebook, RulebookVersion, Signature
from .changes import ParameterChange, SuperiorRule
from .records import DecisionMonth, DecisionRecord, ParameterSet

__all__ = ["BookNode", "DecisionMonth", "DecisionRecord", "ParameterChange", "ParameterSet", "ReadingConfirmation", "Retirement",
           "Rulebook", "RulebookVersion", "Signature", "SuperiorRule"]
