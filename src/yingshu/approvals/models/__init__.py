"""Versions of flows, tables and matrices; running approvals, who is asked, what happened; actions held until they are agreed."""

from .held import Request
from .running import Approval, ApprovalCopy, ApprovalEvent, ApprovalTask
from .versions import AuthorityVersion, FlowVersion, SeparationVersion, Version

__all__ = ["Approval", "ApprovalCopy", "ApprovalEvent", "ApprovalTask", "AuthorityVersion", "FlowVersion", "Request",
           "SeparationVersion", "Version"]
