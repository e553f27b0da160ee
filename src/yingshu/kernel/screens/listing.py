"""What a list page shows, worked out from the address: view, filters, columns, order, page, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .. import clock
from ..actor import Actor
from ..errors import InvalidInput, NotFound
from ..screen_models import SavedView
from .acting import of_row
from .cells import Look, cell, css_of, named_of, plain_text, safe
from .declare import SCREENS, Filter, Screen
from .filters import RANGES, Narrowed, known_parameters, narrowed, parameters
from .lookup import labels
from .plan import Plan, Prepared, plan_of
from .query import FARTHEST, LATER, SIZES, Counted, Page, Wanted, count, fetch, is_big, read_cursor, seekable
from .rest import order_of
from .settings import Chosen, Kept, choose, kept_by
from .spans import shortcuts
from .tallies import tally

OURS = frozenset({"view", "sort", "size", "page", "cursor", "last", "notice"})
PLACES = ("page", "cursor", "last", "notice")
FILTERS_SHOWN = 3


@dataclass
class Listing:
    """One request for a list. Everything is read at most once, and only when it is needed."""

    screen: Screen
    actor: Actor
    query: QueryDict
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.actor.require(f"{self.screen.code}.view")
        unknown = [name for name in self.query if name not in OURS | known_parameters(self.screen)]
        if unknown:
            self.notices.append(_("Not known here and left out: %(names)s") % {"names": ", ".join(n[:40] for n in unknown[:5])})

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.screen)

    @cached_property
    def kept(self) -> Kept:
        return kept_by(self.actor, self.screen)

    @cached_property
    def chosen(self) -> Chosen:
        """The view in use; an unknown one is answered with the usual view and a notice."""
        found = choose(self.screen, self.kept, self.query.get("view", ""))
        if found is None:
            self.notices.append(_("This view does not exist any more."))
            found = choose(self.screen, Kept(), "")
        assert found is not None
        return found

    @cached_property
    def filters(self) -> QueryDict:
        """The filters in the address, else those kept with the view."""
        given = any(name in self.query for name in known_parameters(self.screen))
        return self.query if given or not self.chosen.saved else self.chosen.stored_query()

    @cached_property
    def base(self) -> QuerySet:
        """What the person may see, in the chosen view."""
        rows = self.screen.scoped(self.actor)
        return rows.filter(self.chosen.view.where(self.actor)) if self.chosen.view else rows

    @cached_property
    def narrowed(self) -> Narrowed:
        return narrowed(self.screen, self.base, self.filters)

    @cached_property
    def sort(self) -> str:
        """The order as in the address; empty for the screen's own."""
        return self.query.get("sort", "") or self.chosen.order

    @cached_property
    def order(self) -> tuple[str, ...]:
        try:
            return order_of(self.plan, self.sort, self.chosen.view)
        except InvalidInput:
            self.notices.append(_("This column cannot be sorted by."))
            return order_of(self.plan, "", self.chosen.view)

    @property
    def order_hint(self) -> Any:
        """The usual order in words: that of the view, else of the screen."""
        view = self.chosen.view
        return view.order_hint if view and view.order_by else self.screen.order_hint

    @cached_property
    def size(self) -> int:
        given = self.query.get("size", "")
        size = int(given) if given in [str(s) for s in SIZES] else self.chosen.size
        return size if size in SIZES else SIZES[0]

    @cached_property
    def columns(self) -> list[Prepared]:
        return self.plan.chosen(self.chosen.columns)

    @cached_property
    def page(self) -> Page:
        return fetch(self.plan, self.narrowed.rows, self.order, self._wanted())

    def _wanted(self) -> Wanted:
        by_key = seekable(self.plan, self.order)
        if self.query.get("last") and by_key:
            return Wanted(size=self.size, last=True)
        if (text := self.query.get("cursor", "")) and by_key:
            try:
                return Wanted(size=self.size, cursor=read_cursor(self.plan, self.order, text))
            except InvalidInput as problem:
                self.notices.extend(problem.errors["cursor"])
        return Wanted(self._page_number(), self.size)

    def _page_number(self) -> int:
        text = self.query.get("page", "1") or "1"
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        farthest = FARTHEST // self.size
        if number > farthest:
            self.notices.append(_("Pages beyond %(page)s are reached with “next”, or by narrowing the filter.") % {"page": farthest})
        return min(max(number, 1), farthest)

    @cached_property
    def summed(self) -> list[Prepared]:
        """Columns shown that are added up."""
        return [c for c in self.columns if c.total]

    @cached_property
    def counted(self) -> Counted:
        """Count and totals; left for later when a large table is filtered, so that the rows come first."""
        if self.narrowed.errors:
            return Counted(0)
        if self.narrowed.active and is_big(self.screen.model):
            return LATER
        return count(self.narrowed.rows, self.summed)

    def address(self, **changes: Any) -> str:
        """The address of this list with some parameters changed; None takes one out, and paging starts again."""
        return self._written({name: values for name, values in self.query.lists() if name not in PLACES}, changes)

    @property
    def own_address(self) -> str:
        """The address of exactly this page, without what is empty."""
        return self._written(dict(self.query.lists()), {})

    def _written(self, kept: Mapping[str, Sequence[str]], changes: Mapping[str, Any]) -> str:
        """With a saved view an empty filter means that the view's own is taken off; else it means nothing and is left out."""
        query = QueryDict(mutable=True)
        for name, values in kept.items():
            query.setlist(name, [v for v in values if v or self.chosen.saved])
        for name, value in changes.items():
            query.pop(name, None)
            if isinstance(value, (list, tuple)):
                query.setlist(name, [str(v) for v in value])
            elif value is not None:
                query[name] = str(value)
        text = query.urlencode()
        return f"?{text}" if text else "?"


# ---------- parts of the page

def tabs(listing: Listing) -> list[dict[str, Any]]:
    """The views: those of the product, then saved ones. Only views that ask for it are counted."""
    chosen, screen = listing.chosen, listing.screen
    own = [{"title": v.label, "url": f"?view={v.code}", "current": chosen.code == v.code,
            "count": tally(screen, v, listing.actor) if v.count else None} for v in screen.views]
    return [*own, *({"title": v.name, "url": f"?view=s{v.pk}", "current": chosen.saved == v, "count": None, "saved": True,
                     "mine": v.person_id == listing.actor.id} for v in listing.kept.saved)]


@dataclass(frozen=True)
class Control:
    """One control of the query form."""

    name: str
    label: str
    kind: str
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, Any]] = ()
    lookup: str = ""
    shown: Sequence[tuple[str, str]] = ()
    names: Sequence[str] = ()
    errors: Sequence[str] = ()

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def spans(self) -> str:
        """Buttons of often wanted days; text, like cells, because a template takes ten times as long."""
        return mark_safe("".join(f'<button type="button" data-span="{first},{last}">{safe(name)}</button>'  # nosec B308 B703 # escaped
                                 for name, first, last in shortcuts(clock.today())))

    @property
    def options(self) -> str:
        """The choices, as text for the same reason."""
        return mark_safe("".join(  # nosec B308 B703 # escaped
            f'<option value="{safe(value)}"{" selected" if value in self.values else ""}>{safe(str(words))}</option>'
            for value, words in self.choices))

    @property
    def pairs(self) -> list[tuple[str, str, str]]:
        """Both ends of a range: name, value, and which end."""
        return list(zip(self.names, self.values, (_("At least"), _("At most")), strict=True))


def controls(listing: Listing) -> list[Control]:
    """The query form."""
    return [_control(listing, declared) for declared in listing.screen.filters]


def label_of(screen: Screen, declared: Filter) -> str:
    """What the filter is called: its label, else the name of its column or field."""
    if declared.label is not None:
        return str(declared.label)
    column = plan_of(screen).by_name.get(declared.field or declared.name)
    return column.plain_label if column else str(_(declared.name.replace("_", " ").capitalize()))


def _control(listing: Listing, declared: Filter) -> Control:
    names = parameters(declared)
    kind = "days" if declared.kind == "daterange" else "range" if declared.kind in RANGES else declared.kind
    values = [listing.filters.get(n, "") for n in names] if len(names) > 1 else listing.filters.getlist(names[0])
    errors = [e for n in names for e in listing.narrowed.errors.get(n, ())]
    shown = _chosen_records(listing, declared, values) if declared.kind == "ref" else ()
    return Control(declared.name, label_of(listing.screen, declared), kind, values, _options(declared), declared.lookup, shown,
                   names, errors)


def _options(declared: Filter) -> Sequence[tuple[str, Any]]:
    if declared.kind == "bool":
        return [("true", _("Yes")), ("false", _("No"))]
    pairs = declared.choices() if callable(declared.choices) else declared.choices
    return [(str(value), words) for value, words in pairs]


def _chosen_records(listing: Listing, declared: Filter, values: Iterable[str]) -> Sequence[tuple[str, str]]:
    wanted = [v for v in values if v]
    if not wanted or declared.lookup not in SCREENS:
        return [(v, v) for v in wanted]
    words = labels(SCREENS[declared.lookup], listing.actor, wanted)
    return [(v, words.get(v, v)) for v in wanted]


def pills(listing: Listing, form: Sequence[Control]) -> list[dict[str, str]]:
    """The conditions in force, each with the address without it."""
    found = []
    for control in form:
        if any(name in listing.narrowed.active for name in control.names):
            cleared = dict.fromkeys(control.names)
            if listing.filters is not listing.query:
                cleared = {**{k: v for k, v in listing.filters.lists() if k not in control.names}, **cleared, control.names[0]: ""}
            found.append({"text": f"{control.label}: {_said(control)}", "url": listing.address(**cleared)})
    return found


def _said(control: Control) -> str:
    if control.kind in ("days", "range"):
        return " ~ ".join(control.values)
    words = {**dict(control.choices), **dict(control.shown)}
    return ", ".join(str(words.get(v, v)) for v in control.values)


@dataclass(frozen=True)
class Row:
    """A drawn row."""

    pk: int
    cells: str
    css: str = ""
    title: str = ""
    acts: Sequence[Mapping[str, Any]] = ()
    more: Sequence[Mapping[str, Any]] = ()


def drawn(listing: Listing) -> list[Row]:
    """The rows of the page as table cells."""
    listed = "?list=" + quote(listing.address().removeprefix("?"), safe="")
    look = Look(listing.screen, listing.actor, listed, listing.actor.may(f"{listing.screen.code}.reveal"),
                Context({"actor": listing.actor, "screen": listing.screen}))
    title = phone_title(listing.columns)
    marks = [(c, f"{css_of(c, title)} {place}".strip(), named_of(c)) for c, place in zip(listing.columns, places(listing), strict=True)]
    return [_row(listing, row, look, marks) for row in listing.page.rows]


def places(listing: Listing) -> list[str]:
    """Classes of each column for its width and for staying while the table is scrolled; ``lists.css`` has them."""
    widths, frozen = listing.chosen.widths, listing.chosen.frozen
    parts = ((f"cw w{widths[c.name]}" if c.name in widths else "", f"fz fz{n}" if n < frozen else "")
             for n, c in enumerate(listing.columns))
    return [" ".join(filter(None, pair)) for pair in parts]


def _row(listing: Listing, row: Any, look: Look, marks: Sequence[tuple[Prepared, str, str]]) -> Row:
    columns = listing.columns
    cells = mark_safe("".join(cell(c, row, look, css, named) for c, css, named in marks))  # nosec B308 B703 # cell escapes
    link = next((c for c in columns if c.column.link), columns[0])
    void = 'class="tag void"' in cells
    shown = listing.screen.row_act_count
    acts = of_row(listing.screen, row, listing.actor) if shown else []
    return Row(row.pk, cells, "void" if void else "", plain_text(link, row), acts[:shown], acts[shown:])


def phone_title(columns: Sequence[Prepared]) -> Prepared | None:
    """The column that is the title of a card on a phone: the first words, rather than the number."""
    words = [c for c in columns if c.kind in ("text", "mask_name") and c.column.phone]
    return words[0] if words else next((c for c in columns if c.column.link), None)


def heads(listing: Listing) -> list[dict[str, Any]]:
    """The head of the table: label, and where a click on it sorts."""
    own = listing.sort.split(",")[0]
    usual = listing.order[0] if not own else ""
    found = []
    for c, place in zip(listing.columns, places(listing), strict=True):
        now = own if own.lstrip("-") == c.key else _usual(c, usual)
        css = f"num {place}".strip() if c.is_number else place
        found.append({"name": c.name, "label": c.label, "css": css, "number": c.is_number,
                      "sort": "" if not c.sort else listing.address(sort=f"-{c.key}" if now == c.key else c.key),
                      "arrow": "" if not now else "down" if now.startswith("-") else "up"})
    return found


def _usual(column: Prepared, path: str) -> str:
    """The order of the list as this column's own, when it is."""
    if not column.sort or not path or path.lstrip("-") != column.sort.lstrip("-"):
        return ""
    return f"-{column.key}" if path.startswith("-") is not column.sort.startswith("-") else column.key


def totals(listing: Listing, counted: Counted) -> list[dict[str, str]]:
    """One cell per column of the totals row; columns before the first total share the label's cell."""
    return [{"css": css_of(c, None), "text": plain_total(c, counted.totals[c.name]) if c.name in counted.totals else ""}
            for c in listing.columns]


def plain_total(column: Prepared, total: Any) -> str:
    """A sum, written as its column writes values."""
    class Carrier:
        value = total
    return plain_text(Prepared(column.column, None, lambda row: row.value, "", ""), Carrier)


def label_span(cells: Sequence[Mapping[str, str]]) -> int:
    """How many columns lie before the first total."""
    return next((n for n, c in enumerate(cells) if c["text"]), len(cells))


def pager(listing: Listing) -> dict[str, Any]:
    """Numbers and places of the pager."""
    page, counted = listing.page, listing.counted
    pages = -(-(counted.number or 0) // listing.size) if counted.number is not None else 0
    last = min(pages, FARTHEST // listing.size)
    by_number = not page.by_key
    following = listing.address(page=page.number + 1) if by_number and page.number < FARTHEST // listing.size else (
        listing.address(cursor=page.next_cursor()) if seekable(listing.plan, listing.order) else "")
    before = listing.address(page=page.number - 1) if by_number else listing.address(cursor=page.previous_cursor())
    return {"number": page.number, "numbers": _numbers(page.number, last) if by_number else [], "counted": counted,
            "next": following if page.more else "", "previous": before if page.fewer else "", "size": listing.size, "sizes": SIZES,
            "address": listing.address, "first": listing.address() if page.by_key else "",
            "last": listing.address(last=1) if not counted.exact and page.more and seekable(listing.plan, listing.order) else "",
            "hidden": [(k, v) for k, vs in listing.query.lists() if k not in ("page", "size", "cursor", "last") for v in vs]}


def _numbers(now: int, last: int) -> list[int | None]:
    """1 … 4 5 6 … 17; None is a gap."""
    near = {n for n in (1, 2, 3, now - 1, now, now + 1, last) if 1 <= n <= max(last, now)}
    found: list[int | None] = []
    for n in sorted(near):
        if found and found[-1] is not None and n - found[-1] > 1:
            found.append(None)
        found.append(n)
    return found


def saved_view(listing: Listing, pk: int) -> SavedView:
    """One of the person's own saved views."""
    found = next((v for v in listing.kept.saved if v.pk == pk and v.person_id == listing.actor.id), None)
    if found is None:
        raise NotFound()
    return found
