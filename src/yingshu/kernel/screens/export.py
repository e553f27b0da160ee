"""导出: what the list shows, as a workbook. Row scope, filters, order, chosen columns and masking hold as on the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import clock, jobs
from ..actor import Actor
from ..errors import InvalidInput, NotFound
from ..pages import for_people, is_fragment
from ..preferences import keep_setting
from ..tabular.fields import Kind
from ..tabular.writer import OutColumn, write_list
from . import evidence
from .cells import MASKS, plain_text
from .declare import SCREENS, Screen
from .listing import Listing
from .plan import Prepared

AT_ONCE = 5_000
CHUNK = 1_000
SETTING = "#export"
KINDS = {"money": Kind.FEN, "quantity": Kind.QUANTITY, "price": Kind.PRICE, "percent": Kind.RATE, "date": Kind.DATE,
         "moment": Kind.DATE, "code": Kind.CODE, "mask_phone": Kind.PHONE, "number": Kind.QUANTITY}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(screen: Screen) -> Any:
    """GET: choose the columns; POST: the file, or a task when there is much."""
    @for_people
    @require_http_methods(["GET", "POST"])
    def page(request: Any) -> HttpResponseBase:
        evidence.require(screen, request.actor, "export")
        listing = Listing(screen, request.actor, request.GET)
        if request.method == "GET":
            return _choose(request, listing)
        if listing.narrowed.errors:
            raise InvalidInput(listing.narrowed.errors)
        return _deliver(request, listing, columns_from(listing, request.POST.getlist("columns")))
    return page


def exportable(listing: Listing) -> list[Prepared]:
    """Everything but what is drawn by a template and has no value of its own."""
    return [c for c in listing.plan.columns if c.kind != "html" or c.column.value is not None]


def columns_from(listing: Listing, names: Iterable[str]) -> list[Prepared]:
    """The columns with these names, in the list's order; those of the page when none are named."""
    possible = {c.name: c for c in exportable(listing)}
    return [possible[n] for n in dict.fromkeys(names) if n in possible] or [c for c in listing.columns if c.name in possible]


def _choose(request: Any, listing: Listing) -> HttpResponse:
    last = listing.kept.settings.get(SETTING)
    chosen = [c.name for c in columns_from(listing, last.columns if last else ())]
    context = {"columns": [(c.name, c.plain_label, c.name in chosen) for c in exportable(listing)], "screen": listing.screen,
               "url": request.get_full_path(), "title": _("Export: %(title)s") % {"title": listing.screen.title},
               "layout": "kernel/dialog.html" if is_fragment(request) else "kernel/dialog_page.html"}
    return render(request, "kernel/export.html", context)


def file_name(screen: Screen, actor: Actor) -> str:
    """客户_20260131_1530_张三.xlsx"""
    safe = [str(part).replace("/", "-").replace("\\", "-") for part in (screen.title, actor.name)]
    return f"{safe[0]}_{clock.local(clock.now()):%Y%m%d_%H%M}_{safe[1]}.xlsx"


def _deliver(request: Any, listing: Listing, columns: Sequence[Prepared]) -> HttpResponseBase:
    actor, names = listing.actor, [c.name for c in columns]
    last = listing.kept.settings.get(SETTING)
    if last is None or last.columns != names:
        keep_setting(actor.id, listing.screen.code, SETTING, columns=names)
    if _many(listing):
        jobs.start(actor, _("Export: %(title)s") % {"title": listing.screen.title}, "yingshu.kernel.screens.export.work",
                   screen=listing.screen.code, query=request.GET.urlencode(), columns=names)
        messages.success(request, _("There are many rows. The file is being made; you find it here when it is ready."))
        return HttpResponseRedirect("/tasks/")
    name = file_name(listing.screen, actor)
    target = io.BytesIO()
    write_to(target, listing, columns, name)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _many(listing: Listing) -> bool:
    return listing.narrowed.rows.order_by().values("pk")[: AT_ONCE + 1].count() > AT_ONCE


def work(*, progress: jobs.Progress, actor: Actor, screen: str, query: str, columns: Sequence[str]) -> None:
    """The same in the worker. The person's rights and scope are those of the moment it runs."""
    declared = SCREENS.get(screen)
    if declared is None:
        raise NotFound()
    evidence.require(declared, actor, "export")
    listing = Listing(declared, actor, QueryDict(query))
    name = file_name(declared, actor)
    total = listing.narrowed.rows.count()
    write_to(str(progress.place(name)), listing, columns_from(listing, columns), name, partial(_tell, progress, total))
    progress.say(total, total)


def _tell(progress: jobs.Progress, total: int, done: int) -> None:
    if done % CHUNK == 0:
        progress.say(done, total)


def write_to(target: Any, listing: Listing, columns: Sequence[Prepared], name: str, tell: Any = None) -> int:
    """Write the workbook and its evidence; answers the number of rows."""
    out = [OutColumn(c.name, c.label, KINDS.get(c.kind, Kind.TEXT)) for c in columns]
    rows = write_list(target, str(listing.screen.title), out, _records(listing, columns, tell))
    evidence.exported(listing.screen, listing.actor, rows=rows, columns=[c.name for c in columns],
                      query=listing.filters.urlencode(), file=name)
    return rows


def _records(listing: Listing, columns: Sequence[Prepared], tell: Any) -> Iterator[Mapping[str, Any]]:
    ready = listing.plan.loaded(listing.narrowed.rows.order_by(*listing.order))
    for n, row in enumerate(ready.iterator(chunk_size=CHUNK), 1):
        yield {c.name: cell_of(c, row) for c in columns}
        if tell is not None:
            tell(n)


def cell_of(column: Prepared, row: Any) -> Any:
    """A value for the workbook: numbers and days stay what they are, masked values stay masked, the rest is words as on the page."""
    if column.column.tags is not None:
        tag = column.column.tags(row)
        return str(tag.label) if tag is not None else ""
    if column.kind in MASKS or column.kind not in KINDS or column.choices:
        return plain_text(column, row)
    value = column.raw(row)
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None) if value.tzinfo else value
    if column.kind == "money":
        return value if value is None else int(value)
    return value if value is None or isinstance(value, (Decimal, int)) or column.kind in ("date", "code") else plain_text(column, row)
