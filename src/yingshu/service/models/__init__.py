"""Cases with their forms and penalties, after-sales, incidents, improvements, knowledge."""

from .after_sales import AfterSales
from .case import Case, Filing, Goods, Opinion, Penalty, Step
from .improvement import Improvement, Knowledge
from .incident import AffectedCustomer, Incident

__all__ = ["AffectedCustomer", "AfterSales", "Case", "Filing", "Goods", "Improvement", "Incident", "Knowledge", "Opinion", "Penalty",
           "Step"]
