"""Names, help and first values of the dialogs that make reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.approvals.forms import rows_of
from yingshu.approvals.models import AuthorityVersion
from yingshu.approvals.queries.force import item_of
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters
from yingshu.kernel.text import id_of
from yingshu.rulebook.offers import control_page

from . import periods

name_parameters("insight", {
    "attached": N_("Attached file"), "first": N_("First day"), "last": N_("Last day"),
    "month": N_("Month"), "period": N_("Period"), "report_id": N_("Report"), "version": N_("Version"), "read_by": N_("Read by"),
    "days_late": N_("Days late"), "deliveries": N_("Deliveries"), "changes": N_("Differences"),
    "together_with": N_("Together with the changes"), "table_id": N_("Authority table"),
    "insight.rehearse_book.version_id": N_("Version of a rulebook"), "insight.rehearse_duty.version_id": N_("Prepared duty"),
    "insight.rehearse_table.place": N_("Of which row"), "insight.rehearse_table.unit_id": N_("Only for unit"),
    "insight.correct_report.note": N_("What was wrong"), "insight.make_monthly_report.note": N_("Note of the author"),
    "insight.make_analysis.note": N_("Note of the author")})
explain_parameters("insight", {
    "insight.rehearse_table.rows": N_("The rows of this version. Change, add or take away what you want to try; nothing is put in force."),
    "insight.rehearse_table.conditions": N_("Rows with the same unit and conditions make one series of bands from zero."),
    **dict.fromkeys((f"insight.{action}.last_day" for action in ("rehearse", "rehearse_book", "rehearse_duty", "rehearse_table")),
                    N_("Empty: the last twelve months.")),
    "month": N_("For example 2026-06"), "period": N_("A week 2026-W25, a month 2026-06 or a quarter 2026Q2")})


def _this_month(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"month": periods.month_name(clock.today())}}


def _last_month(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"month": periods.month_name(clock.today().replace(day=1) - timedelta(days=1))}}


def _last_week(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"period": periods.week_name(clock.today() - timedelta(days=7))}}


def _today(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    return {"initial": {"day": f"{clock.today()}"}}


def _table_rows(actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    row = AuthorityVersion.objects.filter(pk=id_of(query.get("table_id", ""))).first()
    return {"initial": rows_of(item_of(row)), "context": {"table": f"{row}"}} if row else {"page": "/authority_tables/"}


initial("insight.make_monthly_report", _this_month)
initial("insight.rehearse_values", control_page)
initial("insight.rehearse_table", _table_rows)
initial("insight.make_analysis", _last_month)
initial("insight.make_month_statement", _last_month)
initial("insight.make_statistics", _last_week)
initial("insight.make_daily_report", _today)
