"""Customers as files 客户档案."""

from .customer import Address, Contact, CreditInvestigation, Customer, FileReport, FileReportReceipt, PrivacyRequest
from .handover import Handover, HandoverItem

__all__ = ["Address", "Contact", "CreditInvestigation", "Customer", "FileReport", "FileReportReceipt", "Handover", "HandoverItem",
           "PrivacyRequest"]
