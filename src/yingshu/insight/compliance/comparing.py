"""The comparison that a rehearsal makes: old × new, money, routes, rates, what the draft itself is like, what happened later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.controls import CONTROLS, Outcome
from yingshu.kernel.enforcement import SOURCES, Asked, Rate
from yingshu.kernel.links import record_url
from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.writer import OutColumn
from yingshu.organisation.queries import units_below
from yingshu.rulebook.decisions import in_force
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.shown import param_label, show

from ..models import Rehearsal, RehearsedDecision
from . import table_routes
from .duty_rates import Figures
from .duty_rates import lines as duty_lines
from .duty_rates import words_of as words_of_times
from .replay import Tally
from .sequels import Sequel, sequels_of

CLASSES = (("pass", N_("Passed")), ("route", N_("To be decided")), ("refuse", N_("Refused")))
RANK = {"pass": 0, "route": 1, "refuse": 2}
PAGE = 50
MOST_ROWS = 5000


def class_of(outcome: str) -> str:
    """Passed with or without a warning is passed."""
    return "pass" if outcome in (Outcome.ALLOW, Outcome.WARN) else outcome


# ---- rates

def rates_of(row: Rehearsal, tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """Rates then and by the draft: of duties that are decided, and of those that a source can work out anew."""
    found = [_decided_rate(t) for t in tallies if CONTROLS[t.control].kind == "duty" and t.decisions]
    for overlay in row.controls:
        control = CONTROLS[overlay["control"]]
        unit = overlay.get("unit_id")
        asked = Asked(row.first, row.last, units=frozenset(units_below(unit)) if unit else None)
        now = in_force(control, unit).params
        new = control.params.model_validate({**now.model_dump(mode="json"), **overlay["values"]})
        found += [_rate(str(source.title), source.rates[control.code](now, asked), source.rates[control.code](new, asked))
                  for source in SOURCES.values() if control.code in source.rates]
    return found


def duty_rates(duties: Sequence[Figures]) -> list[dict[str, Any]]:
    """Rates of duties that the draft plans at other times."""
    return [_rate(d.title, Rate(d.due, d.kept), Rate(d.due_now, d.kept_now)) for d in duties]


def _decided_rate(tally: Tally) -> dict[str, Any]:
    due = sum(n for (old, _new), n in tally.outcomes.items() if old != Outcome.REFUSE)
    then = sum(n for (old, _new), n in tally.outcomes.items() if old == Outcome.ALLOW)
    now = sum(n for (old, new), n in tally.outcomes.items() if old != Outcome.REFUSE and new == Outcome.ALLOW)
    return _rate(CONTROLS[tally.control].title, Rate(due, then), Rate(due, now))


def _rate(title: str, then: Rate, now: Rate) -> dict[str, Any]:
    return {"title": title, "due": then.due, "then": _percent(then), "now": _percent(now)}


def _percent(rate: Rate) -> str | None:
    return f"{money.round_half_up(Decimal(rate.kept) * 100 / rate.due, 1):f}" if rate.due else None


# ---- what the page draws

class Line(NamedTuple):
    """One changed parameter of the draft, the changed times of a duty, or the changed bands of a table."""

    url: str
    clause: str
    title: str
    name: str
    old: str
    new: str


def lines_of(row: Rehearsal) -> list[Line]:
    """What the draft changes, beside the values in force."""
    found = [Line(record_url("duties", o["duty"]), o["clause"], o["title"], _("When it is due"), words_of_times(o["old"]),
                  words_of_times(o["when"])) for o in row.duties]
    found += [Line(f"/authority_tables/?{urlencode({'code': o['table'], 'view': 'all'})}", o["clause"], o["title"], _("Bands"),
                   table_routes.words_of(o["old"]), table_routes.words_of(o["content"])) for o in row.tables]
    for overlay in row.controls:
        control = CONTROLS[overlay["control"]]
        now = in_force(control, overlay.get("unit_id")).params.model_dump(mode="json")
        for name, value in overlay["values"].items():
            info = control.params.model_fields[name]
            found.append(Line(reverse("rulebook-control", args=[control.code]), control.clauses[0], _(control.title),
                              param_label(name, info), show(name, now[name], info), show(name, value, info)))
    return found


class Part(NamedTuple):
    """What the draft does to the decisions of one control."""

    code: str
    title: str
    clause: str
    changed: int
    amount_fen: int
    decisions: int
    says: str
    unreadable: int
    drifted: int
    routes: Sequence[tuple[str, int, int]]


def parts_of(row: Rehearsal) -> list[Part]:
    """The controls with what comes out otherwise."""
    return [Part(c["control"], _(CONTROLS[c["control"]].title), CONTROLS[c["control"]].clauses[0], c["changed"], c["amount_fen"],
                 c["decisions"], words_of(c), c["unreadable"], c["drifted"], [(_(level) or "--", a, b) for level, a, b in c["routes"]])
            for c in row.result.get("controls", []) if c["control"] in CONTROLS]


def words_of(counts: Mapping[str, Any]) -> str:
    """``44 passed → to be decided, 17 passed → refused``"""
    names = dict(CLASSES)
    found: dict[tuple[str, str], int] = {}
    for old, new, n, _fen in counts["outcomes"]:
        if old != new:
            key = (class_of(old), class_of(new))
            found[key] = found.get(key, 0) + n
    rerouted = counts["changed"] - sum(found.values())
    words = [_("%(n)s: %(old)s → %(new)s") % {"n": n, "old": _(names[a]), "new": _(names[b])} for (a, b), n in found.items() if a != b]
    words += [_("%(n)s: with or without a warning") % {"n": sum(n for (a, b), n in found.items() if a == b)}
              ] if any(a == b for a, b in found) else []
    others = _("%(n)s: another figure") if CONTROLS[counts["control"]].figure else _("%(n)s: to another level")
    words += [others % {"n": rerouted}] if rerouted else []
    return "；".join(words) or _("Nothing comes out otherwise.")


class Square(NamedTuple):
    """A cell of old × new."""

    old: str
    new: str
    n: int
    tone: str
    word: str


def squares(row: Rehearsal) -> list[tuple[str, list[Square]]]:
    """Old × new over all controls: rows are how it was, columns how the draft would have it."""
    counts: dict[tuple[str, str], int] = {}
    for c in row.result.get("controls", []):
        for old, new, n, _fen in c["outcomes"]:
            key = (class_of(old), class_of(new))
            counts[key] = counts.get(key, 0) + n
    return [(_(words), [_square(old, new, counts.get((old, new), 0)) for new, _w in CLASSES]) for old, words in CLASSES]


def _square(old: str, new: str, n: int) -> Square:
    if old == new:
        return Square(old, new, n, "", _("unchanged"))
    if not n:
        return Square(old, new, n, "zero", "")
    tighter = RANK[new] > RANK[old]
    return Square(old, new, n, ("tightn" if new == "refuse" else "chg") if tighter else "loose", _("tighter") if tighter else _("looser"))


# ---- the changed decisions

class Otherwise(NamedTuple):
    """A decision that would have come out otherwise, with the record it was about and what happened later."""

    row: RehearsedDecision
    record: DecisionRecord
    then: str
    now: str
    sequel: Sequel


def otherwise(row: Rehearsal, control: str = "", old: str = "", new: str = "", page: int = 1, size: int = PAGE) -> list[Otherwise]:
    """One page of them, the largest amounts first. A handful of statements, whatever the number."""
    found = row.rows.order_by("-amount_fen", "id")
    found = found.filter(control=control) if control else found
    found = found.filter(old__in=_outcomes(old)) if old else found
    found = found.filter(new__in=_outcomes(new)) if new else found
    rows = list(found[(page - 1) * size:page * size])
    records = DecisionRecord.objects.in_bulk([r.decision_id for r in rows])
    sequels = sequels_of(records.values())
    return [Otherwise(r, records[r.decision_id], verdict_words(r.old, r.old_route), verdict_words(r.new, r.new_route),
                      sequels[r.decision_id]) for r in rows]


def _outcomes(group: str) -> list[str]:
    return ["allow", "warn"] if group == "pass" else [group]


def verdict_words(outcome: str, route: str) -> str:
    """``To be decided: director``"""
    words = _("Passed with a warning") if outcome == Outcome.WARN else _(dict(CLASSES)[class_of(outcome)])
    return f"{words}：{_(route)}" if route else words


def _share_of(percent: str | None) -> str:
    return "--" if percent is None else f"{percent}%"


def comparison_columns() -> list[OutColumn]:
    """Columns of the comparison as a workbook."""
    return [OutColumn("clause", _("Clause"), Kind.CODE), OutColumn("control", _("Control")), OutColumn("number", _("Document"), Kind.CODE),
            OutColumn("customer", _("Customer")), OutColumn("amount", _("Amount"), Kind.FEN), OutColumn("then", _("At the time")),
            OutColumn("now", _("By the draft")), OutColumn("later", _("What happened later")),
            OutColumn("decision", _("Decision"), Kind.CODE)]


def comparison_rows(row: Rehearsal) -> Iterator[dict[str, Any]]:
    """First what the draft changes and how often, then the changed decisions, the largest first."""
    for line in lines_of(row):
        yield {"clause": line.clause, "control": line.title, "then": f"{line.name}: {line.old}", "now": f"{line.name}: {line.new}"}
    for part in parts_of(row):
        yield {"clause": part.clause, "control": part.title, "amount": part.amount_fen, "then": f"{part.changed} / {part.decisions}",
               "now": part.says}
    for rate in row.result.get("rates", []):
        yield {"control": rate["title"], "number": str(rate["due"]), "then": _share_of(rate["then"]), "now": _share_of(rate["now"])}
    for o in duty_lines(row):
        yield {"control": o.duty, "number": o.period, "customer": o.subject or o.who, "then": o.then, "now": o.now}
    for page in range(1, MOST_ROWS // PAGE + 1):
        found = otherwise(row, page=page)
        for one in found:
            yield {"clause": one.record.clause, "control": _(CONTROLS[one.row.control].title), "number": one.record.subject_number,
                   "customer": one.sequel.name, "amount": one.row.amount_fen, "then": one.then, "now": one.now, "later": one.sequel.says,
                   "decision": one.record.number}
        if len(found) < PAGE:
            return
