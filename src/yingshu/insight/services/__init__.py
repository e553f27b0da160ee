"""Business actions of reports."""

from .making import correct_report, make_analysis, make_daily_report, make_month_statement, make_monthly_report, make_statistics
from .proving import ask_for_evidence, export_matrix
from .rehearsing import attach_rehearsal, rehearse, rehearse_book, rehearse_duty, rehearse_table, rehearse_values
from .submitting import acknowledge_report, export_sales, submit_report

__all__ = [
    "acknowledge_report", "ask_for_evidence", "attach_rehearsal", "correct_report", "export_matrix", "export_sales", "make_analysis",
    "make_daily_report", "make_month_statement", "make_monthly_report", "make_statistics", "rehearse", "rehearse_book",
    "rehearse_duty", "rehearse_table", "rehearse_values", "submit_report",
]
