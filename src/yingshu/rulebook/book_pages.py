"""The reading page: contents, one chapter at reading width with its live figures, and the pane of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, takewhile
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, enforcement, money
from yingshu.kernel.controls import CONTROLS, Outcome, render_say
from yingshu.kernel.enforcement import Asked, Count, Way, together

from .books import books_in_force, composed, main_version, put_by, stands_for, versions_up_to
from .catalogue import Clause, clauses, term
from .models import BookNode, DecisionRecord, ParameterSet, RulebookVersion
from .origins import Origin, origin_in_clause
from .panels import VERDICTS
from .parsing import Kind
from .queries import control_in_force, decision_url
from .shown import param_label, show
from .standing import decides

MOST_ARTICLES = 100
HEADINGS = {Kind.PART, Kind.SUBPART, Kind.CHAPTER, Kind.SECTION}
WAYS: dict[Way, tuple[str, str]] = {
    Way.GATE: (N_("Gate"), "gavel"), Way.WORKFLOW: (N_("Workflow"), "route"), Way.DUTY: (N_("Duty"), "clock"),
    Way.CALCULATION: (N_("Calculation"), "calculator"),
    Way.REPORT: (N_("Report"), "report"), Way.DOCUMENT: (N_("Document"), "file-certificate"), Way.RECORD: (N_("Record"), "file-text"),
    Way.ROLE: (N_("Post and right"), "user-check"), Way.PUBLIC_PAGE: (N_("Public page"), "world")}
_WEIGHTS = {Outcome.ALLOW: "done", Outcome.WARN: "warn", Outcome.ROUTE: "wait", Outcome.REFUSE: "danger"}


class Margin(NamedTuple):
    """What stands beside a clause: how it is carried out, its rate of the month, a grey line."""

    code: str
    title: str
    way: str
    icon: str
    figure: str
    foot: str
    warn: bool
    rehearse: str = ""


@dataclass(slots=True)
class Article:
    """An article with everything below it, and its margin."""

    node: BookNode
    lines: list[tuple[int, BookNode, list[tuple[str, bool]]]] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    on: bool = False

    @property
    def codes(self) -> list[str]:
        """The clauses that it or something below it is bound to, by itself or by its controls."""
        return list(dict.fromkeys(code for _depth, node, _parts in self.lines for code in stands_for(node.clauses, node.controls)))


@dataclass(slots=True)
class Division:
    """A chapter, or a hundred articles of a book without chapters."""

    number: int
    heads: list[BookNode] = field(default_factory=list)
    nodes: list[BookNode] = field(default_factory=list)

    @property
    def title(self) -> str:
        head = next((node for node in reversed(self.heads) if node.kind == Kind.CHAPTER), None)
        if head is not None:
            return f"{head.label}　{head.title or head.text}".strip("　")
        articles = self.articles
        return f"{articles[0].label} ~ {articles[-1].label}" if articles else _("Preface")

    @property
    def articles(self) -> list[BookNode]:
        return [node for node in self.nodes if node.kind == Kind.ARTICLE]


def divisions(nodes: Sequence[BookNode]) -> list[Division]:
    """The book cut into chapters; long stretches without a chapter are cut after a hundred articles."""
    found = [Division(0)]
    for node in nodes:
        if node.kind == Kind.DOCUMENT:
            continue
        full = node.kind == Kind.ARTICLE and len(found[-1].articles) >= MOST_ARTICLES
        begins = node.kind in (Kind.PART, Kind.SUBPART, Kind.CHAPTER) and found[-1].nodes
        if full or begins:
            found.append(Division(len(found)))
        (found[-1].heads if node.kind in (Kind.PART, Kind.SUBPART, Kind.CHAPTER) else found[-1].nodes).append(node)
    return [division for division in found if division.nodes or division.heads]


def chosen(found: Sequence[Division], query: Mapping[str, str]) -> Division | None:
    """The chapter to show: by number, by the piece, or by the clause that stands in it."""
    wanted, node, code = query.get("chapter", ""), query.get("node", ""), query.get("clause", "")
    for division in found:
        inside = any(n.key == node or (code and code in stands_for(n.clauses, n.controls)) for n in division.nodes)
        if inside or (wanted and str(division.number) == wanted):
            return division
    return next((division for division in found if division.articles), next(iter(found), None))


def place_of(code: str, person_id: int) -> str:
    """The page of the book in force at a clause; empty where no book that holds for the person has it."""
    version = main_version(person_id)
    found = [version] if version else []
    found += [other for other in books_in_force() if version is None or other.pk != version.pk]
    for one in found:
        if any(code in stands_for(node.clauses, node.controls) for node in composed(one)):
            return f"{reverse('rulebook-read', args=[one.pk])}?{urlencode({'clause': code})}#{code}"
    return ""


def articles_of(division: Division, query: Mapping[str, str]) -> list[Article]:
    """The articles of a chapter; text and section titles between them count as articles of their own."""
    found: list[Article] = []
    for node in division.nodes:
        if node.kind in (Kind.ARTICLE, Kind.SECTION, Kind.FRONT, Kind.UNPLACED) or not found or node.depth <= found[-1].node.depth:
            found.append(Article(node))
        found[-1].lines.append((max(0, min(node.depth - found[-1].node.depth, 4)), node, marked(node)))
    code, key = query.get("clause", ""), query.get("node", "")
    for article in found:
        article.on = article.node.key == key or bool(code and code in article.codes)
    return [a for a in found if a.codes] if query.get("only") == "controls" else found


# ---- parameters in the text

def marked(node: BookNode) -> list[tuple[str, bool]]:
    """The words of a piece, those that are a parameter of a bound clause marked."""
    values = {text for code in node.clauses if code in clauses() for text in _values(clauses()[code].parameters.values())}
    if not values or not node.text:
        return [(node.text, False)]
    pattern = "|".join(rf"(?<!\d){re.escape(v)}(?!\d)" if v.isdigit() else re.escape(v) for v in sorted(values, key=len, reverse=True))
    return [(part, bool(n % 2)) for n, part in enumerate(re.split(f"({pattern})", node.text)) if part]


def _values(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _values(value)
        elif isinstance(value, dict):
            yield from _values(value.values())
        elif not isinstance(value, bool) and value not in (None, ""):
            yield str(value)


# ---- figures

class Figures(NamedTuple):
    """What the rooms tell of the clauses of a page: how each is carried out, and its figures by source."""

    ways: Mapping[str, Mapping[Way, Sequence[str]]]
    by_source: Mapping[str, Sequence[Count]]

    def counts(self) -> dict[tuple[str, date], Count]:
        """The sources together, by clause and month."""
        return together(one for found in self.by_source.values() for one in found)


def figures_for(articles: Sequence[Article], code: str) -> Figures:
    """One reading for the whole page: this month, and twelve months when the pane of a clause is open."""
    codes = frozenset([*(code for article in articles for code in article.codes), *filter(None, [code])])
    today = clock.today()
    first = date(today.year - 1, today.month, 1) if code else today.replace(day=1)
    return Figures(enforcement.ways(), enforcement.by_source(Asked(first, today, codes)) if codes else {})


def margins_for(articles: Sequence[Article], figures: Figures, may_rehearse: bool = False) -> None:
    """Give every article the figures of its clauses for this month, and the way to the rehearsal of their controls."""
    counts, month = figures.counts(), clock.today().replace(day=1)
    for article in articles:
        article.margins = [margin_of(code, figures.ways.get(code, {}), counts.get((code, month)))._replace(
            rehearse=rehearsal_of(code) if may_rehearse else "") for code in article.codes]


def rehearsal_of(clause: str) -> str:
    """The form of the clause's control that leaves decisions, ready to rehearse other values; empty where no control decides."""
    found = [c for c in CONTROLS.values() if clause in c.clauses and decides(c) and c.params.model_fields]
    control = min(found, key=lambda c: (c.kind != "gate", c.clauses.index(clause), c.code), default=None)
    return f"{reverse('rulebook-control', args=[control.code])}?rehearse=1#values" if control else ""


def margin_of(code: str, ways: Mapping[Way, Sequence[str]], count: Count | None) -> Margin:
    """The margin of a clause: its firmest way and what the month says."""
    clause, way = clauses().get(code), next(iter(ways), None)
    name, icon = WAYS[way] if way else (N_("Not carried out"), "circle-off")
    figure, foot, warn = figure_of(way, count)
    return Margin(code, clause.title if clause else code, _(name), icon, figure, foot, warn or way is None)


def figure_of(way: Way | None, count: Count | None) -> tuple[str, str, bool]:
    """Figure, grey line, and whether it needs a look."""
    if count is None or way is None:
        return "", _("nothing this month") if way else "", False
    if way == Way.GATE and (count.due or count.refusals):
        foot = _("passed specially %(n)s times") % {"n": count.overridden}
        return _("%(kept)s passed · %(refused)s refused") % {"kept": count.due, "refused": count.refusals}, foot, False
    share = money.ratio(count.kept, count.due)
    if share is not None:
        return f"{share * 100:.2f}%", _("%(kept)s of %(due)s this month") % {"kept": count.kept, "due": count.due}, count.kept < count.due
    return _("%(n)s records") % {"n": count.evidence}, _("this month"), False


# ---- the clause pane

def pane_of(code: str, figures: Figures, more: Sequence[str] = (), may_see: bool = True,
            version: RulebookVersion | None = None, unit_id: int | None = None) -> dict[str, Any] | None:
    """A clause with its live controls, parameters (those of a unit), decisions, evidence and history; ``version`` has its word on it."""
    clause = clauses().get(code)
    if clause is None:
        return None
    bound = sorted({c for c, control in CONTROLS.items() if code in control.clauses} | {c for c in more if c in CONTROLS})
    year = {month: count for (one, month), count in figures.counts().items() if one == code}
    total = Count(code, min(year), *(sum(values) for values in zip(*(c[2:] for c in year.values()), strict=True))) if year else None
    month = clock.today().replace(day=1)
    ways = figures.ways.get(code, {})
    name, icon = WAYS[next(iter(ways))] if ways else (N_("Not carried out"), "circle-off")
    return {"clause": clause, "way": _(name), "icon": icon, "ways": [_(WAYS[way][0]) for way in ways],
            "controls": [control_in_force(c, unit_id) for c in bound] if may_see else [],
            "plain": [] if bound else plain_parameters(clause, version), "variant": _said(version, code).get("variant", ""),
            "spans": [(words, one, _percent(one)) for words, one in ((_("This month"), year.get(month, Count(code, month))),
                                                                    (_("Last 12 months"), total)) if one] if total else [],
            "records": _records_url(code, month),
            "decisions": list(_decisions(bound)), "all": f"{reverse('screen:decisions')}?{urlencode({'clause': code})}",
            "evidence": list(_evidence(code, ways, figures)),
            "history": list(_history(bound))}


def _percent(count: Count) -> str:
    share = money.ratio(count.kept, count.due)
    return "--" if share is None else f"{share * 100:.2f}%"


def _records_url(code: str, month: date) -> str:
    """Where a room above shows the records behind a clause's figures of a month; empty without that room."""
    try:
        return f"{reverse('insight-matrix-clause', args=[code])}?period={month:%Y-%m}"
    except NoReverseMatch:
        return ""


def plain_parameters(clause: Clause, version: RulebookVersion | None) -> list[dict[str, Any]]:
    """The parameters of a clause that no control takes up: the book's, else the catalogue's; each with where it comes from, and who put
    the company's own in force since when."""
    said = _said(version, clause.id)
    assumed = said.get("assumed", clause.assumed)
    found = [(name, value, origin_in_clause(clause, name, value, assumed))
             for name, value in said.get("parameters", clause.parameters).items()]
    ours = version is not None and any(origin == Origin.OWN for _name, _value, origin in found)
    run = versions_up_to(version) if version is not None and ours else []
    return [{"name": term(name), "value": show(name, value), "origin": origin,
             **(_put_by(run, clause.id, name, value) if origin == Origin.OWN else {})} for name, value, origin in found]


def _said(version: RulebookVersion | None, code: str) -> Mapping[str, Any]:
    """What a version says of a clause otherwise than the catalogue."""
    said: Mapping[str, Any] = version.settings.get("clauses", {}).get(code, {}) if version else {}
    return said


def _put_by(run: Sequence[RulebookVersion], code: str, name: str, value: Any) -> dict[str, str]:
    """Who put a value in force and since when: the first of the unbroken run of versions, newest first, with it; a draft's who made it."""
    return put_by(list(takewhile(lambda one: _said(one, code).get("parameters", {}).get(name) == value, run))[-1])


def _decisions(controls: Sequence[str], most: int = 3) -> Iterator[dict[str, Any]]:
    found = [row for code in controls for row in DecisionRecord.objects.filter(control=code).order_by("-at")[:most]]
    for row in sorted(found, key=lambda r: r.at, reverse=True)[:most]:
        outcome = Outcome(row.outcome)
        yield {"number": row.subject_number or row.number, "url": decision_url(row.pk), "verdict": _(VERDICTS[outcome]),
               "weight": _WEIGHTS[outcome], "says": render_say(row.verdict["says"]["msgid"], row.verdict["says"]["args"])}


def _evidence(code: str, ways: Mapping[Way, Sequence[str]], figures: Figures) -> Iterator[dict[str, Any]]:
    """Where the records behind the figures of this month open as lists."""
    today = clock.today()
    asked = Asked(today.replace(day=1), today, frozenset([code]))
    for source in dict.fromkeys(s for sources in ways.values() for s in sources):
        declared = enforcement.SOURCES[source]
        n = sum(count.evidence for count in figures.by_source[source] if (count.clause, count.month) == (code, asked.first))
        yield {"title": str(declared.title), "url": declared.url(code, asked) or _records_url(code, asked.first), "n": n}


def _history(controls: Sequence[str], most: int = 6) -> Iterator[dict[str, Any]]:
    """Versions of the parameters, newest first, with what they were before."""
    sets = list(ParameterSet.objects.filter(control__in=controls).order_by("-valid_from", "-id"))
    for n, row in enumerate(sets[:most]):
        before = next((one for one in sets[n + 1:] if (one.control, one.unit_id) == (row.control, row.unit_id)), None)
        yield {"version": row.version, "day": row.valid_from, "who": row.actor_name, "reason": row.reason,
               "control": _(CONTROLS[row.control].title), "changes": list(_differences(row, before))}


def _differences(row: ParameterSet, before: ParameterSet | None, most: int = 3) -> Iterator[tuple[str, str, str]]:
    """What a set of parameters says otherwise than the one before it: name, old and new value."""
    control = CONTROLS[row.control]
    old = before.values if before else control.params().model_dump(mode="json")
    found = ((name, info) for name, info in control.params.model_fields.items() if old.get(name) != row.values.get(name))
    for name, info in islice(found, most):
        yield param_label(name, info), show(name, old.get(name), info), show(name, row.values.get(name), info)
