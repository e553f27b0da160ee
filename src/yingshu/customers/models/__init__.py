"""Customers as files 客户档案."""

from .customer import Address, Contact, CreditInvestigation, Customer, FileReport, FileReportReceipt

__all__ = ["Address", "Contact", "CreditInvestigation", "Customer", "FileReport", "FileReportReceipt"]
