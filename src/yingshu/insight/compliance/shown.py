"""The matrix as rows and columns: the same on the page, in the workbook, in the command and in the evidence pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.writer import OutColumn

from .matrix import WAY_NAMES, Matrix, Row


def columns(found: Matrix) -> list[str]:
    """Titles of the months, as short as they may be."""
    return [_("%(month)s/%(year)s") % {"year": f"{m:%y}", "month": m.month} if m.month == 1 else _("month %(n)s") % {"n": m.month}
            for m in found.months]


def out_columns(found: Matrix) -> list[OutColumn]:
    """The columns of the workbook."""
    return [OutColumn("clause", _("Clause")), OutColumn("title", _("Requirement")), OutColumn("chapter", _("Chapter")),
            OutColumn("kind", _("Kind")), OutColumn("way", _("How it is enforced")),
            *(OutColumn(f"{m:%Y-%m}", f"{m:%Y-%m} %", Kind.QUANTITY) for m in found.months),
            OutColumn("rate", f"{_('Period')} %", Kind.QUANTITY), OutColumn("target", f"{_('Target')} %", Kind.QUANTITY),
            OutColumn("evidence", _("Evidence"), Kind.QUANTITY), OutColumn("refused", _("Refused"), Kind.QUANTITY),
            OutColumn("overridden", _("Passed by special permission"), Kind.QUANTITY), OutColumn("conclusion", _("Conclusion"))]


def out_rows(found: Matrix) -> Iterator[Mapping[str, Any]]:
    """The rows of the workbook."""
    for chapter in found.chapters:
        for row in chapter.rows:
            yield {**_words(row), "chapter": chapter.title, **{f"{c.month:%Y-%m}": c.rate for c in row.cells}, **_numbers(row)}
    for one in found.bare:
        yield {"clause": one.number, "title": one.says, "chapter": _("Articles without a clause"), "way": _("Not carried out"),
               "conclusion": _("Not carried out")}


def _words(row: Row) -> dict[str, Any]:
    return {"clause": row.clause.id, "title": row.clause.title, "kind": _(WAY_NAMES[row.way][0]) if row.way else "",
            "way": row.shown_way[0], "conclusion": row.tag[0]}


def _numbers(row: Row) -> dict[str, Any]:
    return {"rate": row.rate, "target": row.target, "evidence": row.figures.evidence, "refused": row.figures.refusals,
            "overridden": row.figures.overridden}


def as_json(found: Matrix) -> dict[str, Any]:
    """The matrix for machines: rates as strings, months as keys."""
    s = found.summary
    return {"from": f"{found.query.days.first}", "to": f"{found.query.days.last}", "months": [f"{m:%Y-%m}" for m in found.months],
            "summary": {"clauses": s.clauses, "carried_out": s.carried, "by_way": dict(s.by_way), "rate": _plain(s.rate),
                        "rate_before": _plain(s.rate_before), "below_target": s.low, "refused": s.refused, "overridden": s.overridden,
                        "evidence": s.evidence},
            "clauses": [{"clause": r.clause.id, "title": r.clause.title, "chapter": r.clause.chapter, "ways": list(map(str, r.ways)),
                         "rates": {f"{c.month:%Y-%m}": _plain(c.rate) for c in r.cells}, "rate": _plain(r.rate),
                         "target": _plain(r.target), "evidence": r.figures.evidence, "due": r.figures.due, "kept": r.figures.kept,
                         "refused": r.figures.refusals, "overridden": r.figures.overridden, "conclusion": r.conclusion}
                        for r in found.rows],
            "articles_without_clause": [{"number": one.number, "says": one.says} for one in found.bare]}


def _plain(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"
