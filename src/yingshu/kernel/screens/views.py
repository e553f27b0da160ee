"""Pages of the screens: list, its totals, record, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..errors import NotFound
from ..pages import for_people, is_fragment
from ..preferences import keep_setting
from ..services import ACTIONS
from . import acting
from . import listing as lists
from .declare import Panel, Screen
from .history import entries
from .plan import plan_of
from .query import Cursor, beyond, count, cursor_of, reversed_order, seekable

TABLE = "table"


def list_page(screen: Screen) -> Any:
    """The list."""
    @for_people
    @require_safe
    def page(request: Any) -> HttpResponse:
        listing = lists.Listing(screen, request.actor, request.GET)
        only_table = is_fragment(request) and request.headers.get("HX-Target") == TABLE
        if only_table:
            remember(listing)
        context = table_context(listing) if only_table else {**table_context(listing), **_frame_context(listing)}
        answer = render(request, "kernel/table.html" if only_table else "kernel/list.html", context)
        answer.headers["Vary"] = "HX-Request"
        if only_table:
            answer.headers["HX-Push-Url"] = f"/{screen.code}/{listing.own_address}"
        return answer
    return page


def remember(listing: lists.Listing) -> None:
    """An order or page size that a person clicked holds for this view from then on."""
    known = listing.plan.by_key(listing.sort.split(",")[0].lstrip("-"))
    asked = {"sort": listing.sort if "sort" in listing.query and known and known.sort else "",
             "size": listing.size if "size" in listing.query else 0}
    now = {"sort": listing.chosen.order, "size": listing.chosen.size}
    changed = {name: value for name, value in asked.items() if value and value != now[name]}
    if changed:
        keep_setting(listing.actor.id, listing.screen.code, listing.chosen.code, **changed)


def table_context(listing: lists.Listing) -> dict[str, Any]:
    """The part that filtering and paging replace: pills, table, pager."""
    form = lists.controls(listing)
    rows = lists.drawn(listing)
    counted = listing.counted
    cells = lists.totals(listing, counted)
    span = lists.label_span(cells)
    return {"screen": listing.screen, "listing": listing, "form": form, "pills": lists.pills(listing, form), "rows": rows,
            "heads": lists.heads(listing), "total_cells": cells[span:], "span": span, "counted": counted, "pager": lists.pager(listing),
            "has_totals": bool(listing.summed), "can_export": listing.actor.may(f"{listing.screen.code}.export"),
            "later": not counted.exact, "batch": acting.batch(listing), "frozen": listing.chosen.frozen,
            "empty": None if rows else empty(listing), "notices": listing.notices, "tight": listing.chosen.tight,
            "totals_url": f"/{listing.screen.code}/totals/{listing.address()}", "here": f"/{listing.screen.code}/{listing.address()}"}


def _frame_context(listing: lists.Listing) -> dict[str, Any]:
    screen, actor = listing.screen, listing.actor
    return {"title": screen.title, "crumbs": [*screen.above, (screen.title, "")], "tabs": lists.tabs(listing),
            "actions": acting.head(screen, actor),
            "import_url": acting.import_url(screen, actor), "more_filters": len(screen.filters) > lists.FILTERS_SHOWN,
            "view": listing.chosen}


def empty(listing: lists.Listing) -> dict[str, Any]:
    """Why there is nothing, and one way on."""
    screen, title = listing.screen, str(listing.screen.title)
    if listing.narrowed.active or listing.narrowed.errors:
        return {"icon": "filter-off", "title": _("Nothing matches"), "text": _("No row fulfils all conditions."),
                "url": f"?view={listing.chosen.code}" if listing.chosen.view else "?", "action": _("Clear filters")}
    if listing.chosen.view and listing.chosen.view is not screen.views[0]:
        return {"icon": "inbox", "title": _("Nothing in this view"), "text": "", "url": "?", "action": _("Show all")}
    actions = acting.head(screen, listing.actor)
    text = str(screen.empty_text) if screen.empty_text else _("There is nothing here yet.")
    return {"icon": screen.icon or "inbox", "title": _("No %(title)s yet") % {"title": title}, "text": text,
            **({"url": actions[0]["url"], "action": actions[0]["title"], "dialog": not actions[0].get("page")} if actions else {})}


def totals_part(screen: Screen) -> Any:
    """Exact count and totals of a large list, fetched after the rows."""
    @for_people
    @require_safe
    def part(request: Any) -> HttpResponse:
        listing = lists.Listing(screen, request.actor, request.GET)
        counted = count(listing.narrowed.rows, listing.summed, whole=True)
        cells = lists.totals(listing, counted)
        span = lists.label_span(cells)
        return render(request, "kernel/totals.html", {"counted": counted, "total_cells": cells[span:], "span": span,
                                                      "batch": acting.batch(listing), "screen": screen})
    return part


# ---------- one record

def find(screen: Screen, actor: Any, pk: int) -> Any:
    """The record, or NotFound: missing and out of sight look the same."""
    actor.require(f"{screen.code}.view")
    row = plan_of(screen).loaded(screen.scoped(actor).filter(pk=pk)).first()
    if row is None:
        raise NotFound()
    return row


def detail_page(screen: Screen) -> Any:
    """The page of one record."""
    @for_people
    @require_safe
    def page(request: Any, pk: int) -> HttpResponse:
        row = find(screen, request.actor, pk)
        return render(request, screen.detail_template, detail_context(screen, request, row))
    return page


def detail_context(screen: Screen, request: Any, row: Any) -> dict[str, Any]:
    """Everything the record's page shows. ``figures`` and ``line`` come from the screen's context."""
    actor = request.actor
    tabs = [p for p in screen.panels if p.tab]
    chosen = next((p for p in tabs if p.code == request.GET.get("tab")), tabs[0] if tabs else None)
    history = request.GET.get("tab") == "history" or not tabs
    here = f"/{screen.code}/{row.pk}/"
    acts = acting.of_row(screen, row, actor)
    return {
        "screen": screen, "row": row, "title": screen.heading(row), "tag": screen.state_tag(row), "here": here,
        "crumbs": [*screen.above, (screen.title, f"/{screen.code}/"), (screen.heading(row), "")],
        "acts": acts[:1], "more_acts": acts[1:], "siblings": siblings(screen, actor, row, request.GET),
        "main": [drawn for p in screen.panels if not p.side and not p.tab and (drawn := _panel(p, row, actor))],
        "side": [drawn for p in screen.panels if p.side and (drawn := _panel(p, row, actor))],
        "tabs": _tabs(tabs, None if history else chosen, request.GET), "tab": None if history else _panel(chosen, row, actor),
        "history": entries(screen, row, actor) if history else None, **screen.context(row, actor)}


def _panel(panel: Panel | None, row: Any, actor: Any) -> dict[str, Any] | None:
    found = None if panel is None else panel.context(row, actor)
    if panel is None or found is None:
        return None
    return {"code": panel.code, "title": panel.title, "template": panel.template, "context": dict(found)}


def _tabs(panels: Sequence[Panel], chosen: Panel | None, query: QueryDict) -> list[dict[str, Any]]:
    def address(code: str) -> str:
        changed = query.copy()
        changed["tab"] = code
        return f"?{changed.urlencode()}#tabs"
    shown = [{"title": p.title, "url": address(p.code), "current": p is chosen, "count": None} for p in panels]
    return [*shown, {"title": _("History"), "url": address("history"), "current": chosen is None, "count": None}]


def siblings(screen: Screen, actor: Any, row: Any, query: QueryDict) -> Mapping[str, str] | None:
    """The records before and after this one in the list the person came from."""
    came = query.get("list")
    if came is None:
        return None
    listing = lists.Listing(screen, actor, QueryDict(came))
    if not seekable(listing.plan, listing.order):
        return {"list": f"/{screen.code}/?{came}"}
    cursor, suffix = cursor_of(listing.order, row), f"/?{QueryDict.fromkeys(['list'], came).urlencode()}"
    found = {"list": f"/{screen.code}/?{came}"}
    for name, back in (("previous", True), ("next", False)):
        order = reversed_order(listing.order) if back else listing.order
        there = listing.narrowed.rows.filter(beyond(listing.order, Cursor(cursor.values, back))).order_by(*order)
        pk = there.values_list("pk", flat=True).first()
        if pk:
            found[name] = f"/{screen.code}/{pk}{suffix}"
    return found


def history_part(screen: Screen) -> Any:
    """The history of one record, by itself."""
    @for_people
    @require_safe
    def part(request: HttpRequest, pk: int) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        row = find(screen, actor, pk)
        crumbs = [*screen.above, (screen.title, f"/{screen.code}/"), (screen.heading(row), "")]
        return render(request, "kernel/history_page.html", {"history": entries(screen, row, actor), "title": screen.heading(row),
                                                            "row": row, "crumbs": crumbs})
    return part


__all__ = ["ACTIONS", "detail_page", "find", "history_part", "list_page", "totals_part"]
