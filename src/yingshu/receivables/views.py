"""Pages of the room that a screen cannot give: ageing and customer statement."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.writer import OutColumn, write_list

from .queries import ageing, ageing_buckets, ageing_items, latest_dunning, statement
from .screens import ageing as drawing
from .screens.ageing import Question
from .screens.statement import LINE_KINDS, period_of
from .screens.words import customer_url, due_words, item_url, span_label

VIEW, EXPORT = "receivables.view", "receivables.export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_people
@require_safe
def ageing_page(request: Any) -> HttpResponse:
    """Who owes how much since when, on any day (REC-03)."""
    actor: Actor = request.actor
    actor.require(VIEW)
    asked = Question.of(request.GET)
    table = ageing(actor, asked.as_of, asked.by, asked.basis or None, asked.customer)
    page = drawing.page(table, asked)
    notes = latest_dunning([r.row.id for r in page.rows if r.row.kind == "customer" and r.row.id])
    context = {"title": _("Ageing"), "crumbs": [(_("Receivables"), reverse("screen:receivables")), (_("Ageing"), "")],
               "asked": asked, "table": table, "page": page, "rows": drawing.with_notes(page.rows, notes),
               "figures": drawing.figures(table), "updated": clock.local(clock.now()),
               "export_url": f"{reverse('ageing-export')}?{asked.query()}" if actor.may(EXPORT) else "",
               "customer": _customer(actor, asked.customer) if asked.customer else None}
    return render(request, "receivables/ageing.html", context)


@for_people
@require_safe
def ageing_part(request: Any) -> HttpResponse:
    """The items behind one row, put under it."""
    actor: Actor = request.actor
    actor.require(VIEW)
    asked = Question.of(request.GET)
    key = request.GET.get("key", "")
    found = ageing_items(actor, asked.as_of, kind=asked.row_kind, key=int(key) if key.isdigit() else None, basis=asked.basis or None,
                         customer=asked.customer, limit=200)
    width = len(ageing_buckets())
    rows = [{"item": i, "url": item_url(i), "due": due_words(i.due_on, asked.as_of), "late": i.days > 0,
             "cells": [i.open_fen if n == i.bucket else None for n in range(width)]} for i in found]
    return render(request, "receivables/ageing_items.html", {"rows": rows, "asked": asked, "named": asked.row_kind != "customer",
                                                             "of": key})


@for_people
@require_safe
def ageing_export(request: Any) -> HttpResponse:
    """The whole table as a workbook."""
    actor: Actor = request.actor
    actor.require(EXPORT)
    asked = Question.of(request.GET)
    table = ageing(actor, asked.as_of, asked.by, asked.basis or None, asked.customer)
    heads = [OutColumn(f"b{n}", span_label(s, table.basis), Kind.FEN) for n, s in enumerate(table.buckets)]
    columns = [OutColumn("name", drawing.key_label(asked.by)), OutColumn("owner", _("salesperson")), *heads,
               OutColumn("total", _("Total"), Kind.FEN),
               OutColumn("credit", _("Not allocated"), Kind.FEN), OutColumn("days", _("Oldest, days"), Kind.QUANTITY)]
    rows = ({"name": r.name, "owner": r.owner, "total": r.total_fen, "credit": r.credit_fen, "days": max(r.oldest_days, 0),
             **{f"b{n}": fen for n, fen in enumerate(r.amounts)}} for r in table.rows)
    return _workbook(_("Ageing"), columns, rows, f"{_('Ageing')}_{asked.as_of:%Y%m%d}_{actor.name}.xlsx")


@for_people
@require_safe
def statement_page(request: Any, customer_id: int) -> HttpResponse:
    """A customer's account over a period."""
    actor: Actor = request.actor
    actor.require(VIEW)
    customer = _customer(actor, customer_id)
    first, last = period_of(request.GET)
    context = {"title": _("Customer statement"), "customer": customer, "customer_url": customer_url(customer_id),
               "crumbs": [(customer.name, customer_url(customer_id)), (_("Customer statement"), "")],
               "statement": statement(customer, first, last), "kinds": LINE_KINDS, "first": first, "last": last,
               "export_url": f"{reverse('statement-export', args=[customer_id])}?{urlencode({'first': first, 'last': last})}"
               if actor.may(EXPORT) else ""}
    return render(request, "receivables/statement.html", context)


@for_people
@require_safe
def statement_export(request: Any, customer_id: int) -> HttpResponse:
    """The statement as a workbook."""
    actor: Actor = request.actor
    actor.require(EXPORT)
    customer = _customer(actor, customer_id)
    found = statement(customer, *period_of(request.GET))
    columns = [OutColumn("on", _("date"), Kind.DATE), OutColumn("kind", _("kind")), OutColumn("number", _("document"), Kind.CODE),
               OutColumn("order", _("order"), Kind.CODE), OutColumn("fen", _("amount"), Kind.FEN),
               OutColumn("balance", _("Balance"), Kind.FEN)]
    opening: list[Mapping[str, Any]] = [{"on": found.first, "kind": _("Opening balance"), "balance": found.opening_fen}]
    rows = [{"on": x.on, "kind": str(LINE_KINDS[x.kind]), "number": x.number, "order": x.order_number, "fen": x.fen,
             "balance": x.balance_fen}
            for x in found.lines]
    return _workbook(_("Customer statement"), columns, [*opening, *rows],
                     f"{_('Customer statement')}_{customer.name}_{found.last:%Y%m%d}.xlsx")


def _customer(actor: Actor, pk: int) -> Customer:
    found: Customer | None = Customer.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _workbook(name: str, columns: list[OutColumn], rows: Any, file_name: str) -> HttpResponse:
    target = BytesIO()
    write_list(target, name, columns, rows)
    answer = HttpResponse(target.getvalue(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return answer

