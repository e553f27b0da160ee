"""The analysis report on paper: the same figures and tables as on its page, charts in black, the parts people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yingshu.documents.papers import pairs, printed_by, ready, sheet
from yingshu.documents.printing import render
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name, names_of_posts

from . import shown
from .models import AnalysisReport, Improvement, ReportReader

State = AnalysisReport.State
Row = Sequence[str]


def pdf_of(report: AnalysisReport, actor: Actor) -> bytes:
    """The report as PDF; until it is approved it says that it is a draft."""
    mark = "" if report.state in (State.APPROVED, State.FILED) else "draft"
    return render(ready("report", data_of(report, actor), mark=mark))


def data_of(report: AnalysisReport, actor: Actor) -> dict[str, Any]:
    """The keys of the catalogue."""
    page = shown.page(report.content)
    recovery, card = page["recovery"], page["card"]
    readers = list(report.readers.select_related("person").order_by("id"))
    posts = names_of_posts({r.post for r in readers})
    return {
        "company": company_name(),
        "title": _("Analysis of customers' satisfaction %(period)s") % {"period": shown.period_name(report.period)},
        "number": report.number, "period": f"{report.content['first']} ~ {report.content['last']}",
        "issued_at": report.submitted_at or report.made_at, "author": report.author_name, "clause": "SAT-19",
        "standing": _("version %(version)s, %(state)s") % {"version": report.version, "state": report.get_state_display()},
        "printed": printed_by(actor),
        "figures": [
            {"label": _("Satisfaction index"), "value": card["value"], "foot": f"{card['grade'] or '--'}　{card['interval']}"},
            {"label": _("Recovery rate"), "value": recovery["rate"], "foot": f"{recovery['valid']} / {recovery['sent']}"},
            *({"label": str(f["label"]), "value": f["value"], "foot": f["foot"]} for f in page["measures"][:2])],
        "bars": [{"label": i["name"][:24], "value": i["mean"], "share": i["v"]} for i in page["items"] if i["v"]],
        "dots": [{"label": i["name"][:12], "x": i["v"], "y": i["y"], "hot": "1" if i["tag"] else ""} for i in page["items"] if i["v"]
                 and i["y"]],
        "middle_x": page["middle"][0] if page["middle"] else "", "middle_y": page["middle"][1] if page["middle"] else "",
        "sheets": [s for s in (*_sheets(page), _improvements(report)) if s["rows"]],
        "texts": [*_texts(report.parts), *_decided(report, posts, readers)],
        "readers": [{"name": f"{posts[r.post]} {r.person.name}", "read": f"{clock.local(r.read_at):%m-%d %H:%M}" if r.read_at
                     else _("unread")}
                    for r in readers]}


def _sheets(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    number, text = True, False
    return [
        _sheet(_("How the index adds up"), [(_("Source"), text), (_("Mean"), number), (_("Weighting"), number), (_("Points"), number)],
               ((f"{s.op} {s.label} {s.detail}".strip(), s.mean, s.weight, s.points) for s in page["steps"])),
        _sheet(_("Items, from low to high"), [(_("Item"), text), (_("Aspect"), text), (_("Valid"), number), (_("Mean"), number),
                                              (_("95% interval"), number), (_("Change"), number), (_("Influence"), number)],
               ((i["name"], i["group"] + (f"（{i['form']['title']}）" if i["form"] else ""), str(i["n"]), i["mean"], i["interval"],
                 i["difference"] + ("*" if i["significant"] else ""), i["importance"]) for i in page["items"])),
        _sheet(_("Ranking of units"), [(_("Unit"), text), (_("Rank"), number), (_("Mean"), number), (_("Recovery"), number),
                                       (_("Before voiding"), number)],
               ((u["name"] + ("" if u["may_conclude"] else f" {_('No conclusion')}"), str(u["rank"] or "--"), u["score"], u["rate"],
                 u["score_before"]) for u in page["units"])),
        _sheet(_("Aspects"), [(_("Aspect"), text), (_("Weighting"), number), (_("Mean"), number), (_("95% interval"), number),
                              (_("Change"), number), (_("Alpha"), number)],
               ((g["name"], g["weight"], g["mean"], g["interval"], g["difference"], g["alpha"]) for g in page["groups"])),
        *(_parts(title, page[name]) for title, name in ((_("Products"), "products"), (_("Strata"), "strata"),
                                                        (_("Special surveys after incidents"), "special"))),
        *(_parts(_("Internal customers about %(of)s") % {"of": w["of"]}, w["parts"]) for w in page["internal"]),
        _sheet(_("Expected and felt"), [(_("Item"), text), (pgettext("expectation", "Expected"), number), (_("Felt"), number),
                                        (pgettext("expectation", "Gap"), number)],
               ((g["item"], g["expected"], g["felt"], g["gap"]) for g in page["gaps"])),
        _sheet(_("What must be named"), [("", text), (_("Lowest mean"), text), (_("Largest change"), text), (_("Smallest change"), text)],
               ((e["level"], e["lowest"], e["largest_change"], e["smallest_change"]) for e in page["extremes"])),
        _sheet(_("What happened in the period"), [("", text), (_("Times"), number)], ((e["label"], str(e["n"])) for e in page["events"])),
        pairs(_("Results by way of measuring"), page["ways"]),
        _sheet(_("Business being lost"), [(_("Customer"), text), (_("Period before (yuan)"), number), (_("This period (yuan)"), number),
                                          (_("Drop"), number)],
               ((one["name"], one["before"], one["now"], one["drop"]) for one in page["losses"]))]


def _parts(title: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    heads = [(_("Name"), False), (_("Answers"), True), (_("Mean"), True), (_("95% interval"), True), (_("Change"), True)]
    return _sheet(title, heads, ((r["name"], str(r["n"]), r["mean"], r["interval"], r["difference"]) for r in rows))


def _sheet(title: str, heads: Sequence[tuple[str, bool]], rows: Iterable[Row]) -> dict[str, Any]:
    return sheet(title, [{"text": text, "number": "1" if number else ""} for text, number in heads], rows)


def _improvements(report: AnalysisReport) -> dict[str, Any]:
    """What is done about the weak items, and what it brought (SAT-22)."""
    rows = Improvement._plain.filter(period=report.period).select_related("owner").order_by("id")
    heads = [{"text": _("What is to be improved"), "wide": "1"}, {"text": _("measure"), "wide": "1"}, {"text": _("responsible")},
             {"text": _("due on")}, {"text": _("points before"), "number": "1"}, {"text": _("points after"), "number": "1"},
             {"text": _("State")}]
    return sheet(_("Improvements"), heads,
                  ((row.about, row.measure, row.owner.name, f"{row.due_on}", *(shown.number(None if v is None else f"{v}") for v in (
                      row.before, row.after)), row.get_state_display()) for row in rows))


def _decided(report: AnalysisReport, posts: Mapping[str, str], readers: Sequence[ReportReader]) -> Iterable[dict[str, str]]:
    """Who agreed, with the opinion (SAT-20), and the minutes of the briefing (SAT-28)."""
    agreed = [f"{posts[r.post]} {r.person.name} {clock.local(r.decided_at):%Y-%m-%d} {r.opinion}".strip() for r in readers if r.decided_at]
    if agreed:
        yield {"title": _("Opinions of those who decided"), "text": "\n".join(agreed)}
    if report.briefing:
        yield {"title": _("Briefing"), "text": f"{report.briefed_on} {report.briefed_to}\n{report.briefing}"}


def _texts(parts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"title": _(label), "text": parts[code]} for code, label in shown.PART_NAMES.items() if parts.get(code)]
