"""The result of a period as plain data: what the command answers, and what a report keeps. Figures are text with twelve decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.money import round_half_up
from yingshu.rulebook.decisions import params_of

from ..controls import METHODS, ROUTING
from ..rules.conclusion import DELIVERIES, LOST, WAYS, Extremes, Figure, Loss, extremes
from ..rules.index import SOURCES, Index, IndexParams, Line
from ..rules.measures import Estimate, Gap
from ..rules.spans import Span
from .figures import Figures, GroupFigure, ItemFigure, Measures
from .happened import lost_customers
from .results import Part, Result, SourceFigure, Way, result_of

Plain = dict[str, Any]
MOST_LOST = 50


def plain(value: Decimal | None, places: int = 12) -> str | None:
    """A figure as text, without needless zeroes."""
    if value is None:
        return None
    text = f"{round_half_up(value, places).normalize():f}"
    return "0" if text in ("-0", "") else text


def content_of(span: Span) -> Plain:
    """Everything about a period."""
    found = result_of(span)
    losses, methods = lost_customers(span), params_of(METHODS, on=span.last).methods
    return {
        "period": span.name, "first": f"{span.first}", "last": f"{span.last}", "answers": found.answers, "voided": found.voided,
        "parameters": found.params.model_dump(mode="json"), "levels": [_(name) for name in found.levels.levels],
        "methods": [way_name(m) for m in methods], "route": list(params_of(ROUTING).to), "ways": _ways(found, methods, losses),
        "recovery": _recovery(found), "index": _index(found), "steps": [_step(line) for line in found.index.lines],
        "facts": found.facts.model_dump(mode="json"),
        "missing": list(found.index.missing), "before_voids": _before(found.before_voids, found),
        "sources": [_source(s, found.params) for s in found.sources], "forms": _forms(found), **_figures(found.figures),
        "units": [_unit(found, n) for n in range(len(found.units))], "products": [_part(p) for p in found.products],
        "strata": [_part(p) for p in found.strata], "extremes": _extremes(found), "happened": dict(found.happened),
        "special": [{"number": w.number, "title": w.title, "about": w.about_number, **_estimate(e)} for w, e in found.special],
        "internal": [{"number": w.number, "title": w.title, "of": w.unit.name if w.unit else "", "parts": [_part(p) for p in parts]}
                     for w, parts in found.internal],
        "lost": [_loss(one) for one in losses[:MOST_LOST]], "lost_more": max(len(losses) - MOST_LOST, 0)}


def _ways(found: Result, methods: Sequence[str], losses: list[Loss]) -> list[Plain]:
    """What each way of measuring brought (SAT-12): those of the rulebook, then others that were used."""
    used = {way.code: way for way in found.ways if way.code}
    return [{"code": code, "way": way_name(code), **_way(code, used.get(code), found, losses)} for code in dict.fromkeys([*methods, *used])]


def _way(code: str, way: Way | None, found: Result, losses: list[Loss]) -> Plain:
    if code == DELIVERIES:
        return {what: found.happened[what] for what in ("deliveries", "trouble", "returns")}
    if code == LOST:
        return {"lost": len(losses), "drop_fen": sum(one.turnover.before_fen - one.turnover.now_fen for one in losses)}
    return {"surveys": way.surveys, "sent": way.sent, **_estimate(way.mean)} if way else {}


def way_name(code: str) -> str:
    """A way of measuring in words; one of the company's own is its word."""
    return _(WAYS.get(code, code))


def source_name(code: str) -> str:
    """A source in words."""
    return _(SOURCES.get(code, code))


def _estimate(found: Estimate) -> Plain:
    return {"mean": plain(found.value), "low": plain(found.low), "high": plain(found.high), "n": found.n, "small": found.small}


def _recovery(found: Result) -> Plain:
    facts: Any = found.recovery.facts
    figures = found.recovery.verdict.figures
    return {"allowed": found.may_conclude, "sent": facts.sent, "valid": facts.valid, "rate": str(figures["rate"]),
            "of": facts.of, "floor": plain(found.recovery.in_force.params.response_rate_min)}  # type: ignore[attr-defined]


def _index(found: Result) -> Plain:
    value, level, interval = found.index.value, found.index.level, found.interval
    before = found.previous
    known = before.value if before and before.comparable else None
    return {"value": None if value is None else f"{value:f}", "level": level, "grade": _(found.levels.name(level)) if level else "",
            "low": plain(interval.low), "high": plain(interval.high), "stable": _stable(found.params, interval, level),
            "next": _next(found, level), "previous": plain(before.value) if before else None,
            "comparable": bool(before and before.comparable), "previous_period": before.period if before else "",
            "difference": plain(value - known) if value is not None and known is not None else None}


def _stable(params: IndexParams, interval: Estimate, level: int | None) -> bool | None:
    """Does the whole interval lie in one grade?"""
    if interval.low is None or interval.high is None or level is None:
        return None
    low, high = (params.grade(min(max(end, Decimal(0)), Decimal(100))).level for end in (interval.low, interval.high))
    return low == high == level


def _next(found: Result, level: int | None) -> Plain | None:
    """From which points on the next better grade begins."""
    better = [band for band in found.params.bands if level is not None and band.level > level]
    if not better or found.index.value is None:
        return None
    band = min(better, key=lambda b: b.min)
    return {"from": plain(band.min), "grade": _(found.levels.name(band.level)), "gap": plain(band.min - found.index.value)}


def _step(line: Line) -> Plain:
    title = source_name(line.label) if line.kind == "source" else line.label
    detail = {name: plain(value) if isinstance(value, Decimal) else value for name, value in line.detail.items()}
    return {"kind": line.kind, "label": line.label, "title": title, "detail": detail, "mean": plain(line.mean),
            "weight": plain(line.weight), "points": plain(line.points)}


def _before(found: Index | None, result: Result) -> Plain | None:
    if found is None:
        return None
    return {"voided": result.voided, "value": plain(found.value), "grade": _(result.levels.name(found.level)) if found.level else "",
            "steps": [_step(line) for line in found.lines]}


def _source(found: SourceFigure, params: IndexParams) -> Plain:
    return {"code": found.code, "title": source_name(found.code), "weight": plain(params.weights[found.code]), "sent": found.sent,
            "voided": found.points.voided.n, "mean_before_voids": plain(found.points.everything.mean), **_estimate(found.mean),
            "waves": [{"id": w.pk, "number": w.number, "title": w.title, "kind": w.kind, "version": w.version.number} for w in found.waves]}


def _forms(found: Result) -> list[Plain]:
    """Each questionnaire that was asked, and the sources its answers count for. Their items are never added up with each other."""
    asked: dict[int, Plain] = {}
    for source in found.sources:
        for version in dict.fromkeys(wave.version for wave in source.waves):
            title = f"{version.questionnaire.title} V{version.number}"
            form = asked.setdefault(version.pk, {"id": version.pk, "title": title, "sources": []})
            form["sources"].append({"title": source_name(source.code), "weight": plain(found.params.weights[source.code])})
    return list(asked.values())


def _figures(found: Figures) -> Plain:
    lowest = sorted(found.items, key=lambda i: (i.mean.value is None, i.mean.value or 0, i.question.title))
    return {"items": [_item(one) for one in lowest], "groups": [_group(one) for one in found.groups],
            "measures": _measures(found.measures), "gaps": [_gap(gap) for gap in found.measures.gaps],
            "product_items": {kind: [{"title": title, **_estimate(e)} for title, e in rows]
                              for kind, rows in found.products.items() if kind},
            "middle": [plain(v) for v in found.middle] if found.middle else None}


def _item(one: ItemFigure) -> Plain:
    change = one.change
    asked = one.question
    return {"id": asked.key[0], "part": asked.key[1], "code": asked.code, "title": asked.title, "group": one.group.title_zh,
            "form": one.group.version_id,
            "weight": plain(asked.weight), "voided": one.voided, **_estimate(one.mean), "top": plain(one.top.value),
            "top_low": plain(one.top.low), "top_high": plain(one.top.high), "before": plain(one.before),
            "difference": plain(change.difference) if change else None, "likely": plain(change.likely) if change else None,
            "significant": bool(change and change.significant), "importance": plain(one.importance), "place": one.place}


def _group(one: GroupFigure) -> Plain:
    difference = one.mean.value - one.before if one.mean.value is not None and one.before is not None else None
    return {"id": one.id, "title": one.title, "weight": plain(one.weight), **_estimate(one.mean), "alpha": plain(one.alpha),
            "before": plain(one.before), "difference": plain(difference)}


def _measures(found: Measures) -> Plain:
    shown = {"nps": found.nps, "csat": found.csat, "acsi": found.acsi, "ces": found.ces.mean if found.ces else None,
             "ces_easy": found.ces.easy if found.ces else None}
    return {code: _estimate(e) for code, e in shown.items() if e is not None}


def _gap(gap: Gap) -> Plain:
    return {"item": gap.item, "expected": plain(gap.expected), "felt": plain(gap.felt), "gap": plain(gap.gap)}


def _unit(found: Result, n: int) -> Plain:
    s = found.units[n]
    return {"id": s.unit_id, "name": s.name, "sent": s.sent, "answers": s.answers, "voided": s.voided, "answers_before": s.answers_before,
            "rate": plain(s.rate), "rate_before": plain(s.rate_before), "score": plain(s.score), "score_before": plain(s.score_before),
            "rank": s.rank, "rank_before": s.rank_before, "may_conclude": found.unit_recovery[s.unit_id].verdict.allowed}


def _part(part: Part) -> Plain:
    difference = part.mean.value - part.before if part.mean.value is not None and part.before is not None else None
    return {"name": part.name, "voided": part.voided, "before": plain(part.before), "difference": plain(difference), **_estimate(part.mean)}


# ---- what must be named

def _extremes(found: Result) -> Plain:
    """Lowest, largest and smallest change on the three levels of SAT-19."""
    return {"groups": _named(extremes(_known((g.title, g.mean.value, g.before) for g in found.figures.groups))),
            "items": _named(extremes(_known((i.question.title, i.mean.value, i.before) for i in found.figures.items))),
            "products": _named(extremes(_known((p.name, p.mean.value, p.before) for p in found.products)))}


def _known(rows: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> list[Figure]:
    return [Figure(name, now, before) for name, now, before in rows if now is not None]


def _named(found: Extremes) -> Plain:
    def shown(one: Figure) -> Plain:
        return {"name": one.name, "now": plain(one.now), "before": plain(one.before), "difference": plain(one.difference)}
    return {name: shown(one) if one else None for name, one in found._asdict().items()}


def _loss(one: Loss) -> Plain:
    t = one.turnover
    return {"id": t.customer_id, "name": t.name, "before_fen": t.before_fen, "now_fen": t.now_fen, "drop": plain(one.drop, 4)}
