"""Business actions of approvals."""

from .accompanying import ask_to_stop, comment, reassign, remind, send_copy, stop, withdraw
from .deciding import add_signer, agree, refuse, send_back, transfer
from .defining import end_definition, save_flow, save_separation, save_table
from .describing import define_flow, define_separation, define_table

__all__ = ["add_signer", "agree", "ask_to_stop", "comment", "define_flow", "define_separation", "define_table",
           "end_definition", "reassign", "refuse", "remind", "save_flow",
           "save_separation", "save_table", "send_back", "send_copy", "stop", "transfer", "withdraw"]
