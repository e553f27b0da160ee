"""Customers as files 客户档案."""

from .customer import Address, Contact, CreditInvestigation, Customer, FileReport, FileReportReceipt, PrivacyRequest

__all__ = ["Address", "Contact", "CreditInvestigation", "Customer", "FileReport", "FileReportReceipt", "PrivacyRequest"]
