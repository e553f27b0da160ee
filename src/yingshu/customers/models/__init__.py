"""Customers as files 客户档案."""

from .customer import Address, Contact, CreditInvestigation, Customer, FileReport, FileReportReceipt
from .handover import Handover, HandoverItem
from .privacy import PrivacyNotice, PrivacyRequest

__all__ = ["Address", "Contact", "CreditInvestigation", "Customer", "FileReport", "FileReportReceipt", "Handover", "HandoverItem",
           "PrivacyNotice", "PrivacyRequest"]
