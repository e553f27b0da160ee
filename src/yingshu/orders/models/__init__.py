"""Orders, the three instructions, sales slips."""

from .instruction import Instruction
from .notes import CustomerNotice, OrderComment, ProgressNote
from .order import DEALS, OrderLine, SalesOrder
from .slip import SalesSlip, SlipLine

__all__ = ["DEALS", "CustomerNotice", "Instruction", "OrderComment", "OrderLine", "ProgressNote", "SalesOrder", "SalesSlip", "SlipLine"]
