"""A result or a report in words and rounded figures: what pages and paper draw from the plain content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.money import round_half_up
from yingshu.rulebook.decisions import in_force
from yingshu.rulebook.panels import param_rows

from .controls import INDEX
from .rules.report import TRIGGERS

Plain = Mapping[str, Any]
MISSING = "--"
PLACES = {"improve": (lazy("Improve first"), "danger"), "keep": (lazy("Keep"), "done"), "minor": (lazy("Minor"), "wait"),
          "enough": (lazy("More than needed"), "wait")}
MEASURES = {
    "csat": (lazy("CSAT, two best"), lazy("Share of those who chose one of the two best values for overall satisfaction.")),
    "nps": (lazy("NPS"), lazy("Promoters (9, 10) less detractors (0 to 6), of 100.")),
    "ces": (lazy("CES"), lazy("Mean of the effort on 1 to 7; more is easier.")),
    "ces_easy": (lazy("Found it easy"), lazy("Share of those who chose 5 to 7 for the effort.")),
    "acsi": (lazy("ACSI-style index"), lazy("Overall, against expectation, against the ideal: equal weights, brought to 0 to 100."))}
SHARES = {"csat", "ces_easy"}
PART_NAMES = {"conclusions": N_("Conclusions"), "suggestions": N_("Suggestions for improvement"),
              "notes": N_("Notes on special statistics"),
              **{f"focus.{code}": label for code, label in TRIGGERS.items()}}


def number(value: str | None, places: int = 2) -> str:
    """``91.30``; missing as ``--``."""
    return MISSING if value is None else f"{round_half_up(Decimal(value), places):f}".replace("-", "−")


def hundredths(value: str, places: int = 0) -> str:
    """A share as a number of hundredths: 0.6 is 60."""
    return number(f"{Decimal(value) * 100:f}", places)


def signed(value: str | None, places: int = 2) -> str:
    """``+0.45``"""
    text = number(value, places)
    return f"+{text}" if value is not None and Decimal(value) > 0 else text


def share(value: str | None) -> str:
    """``79.17%``"""
    return MISSING if value is None else f"{hundredths(value, 2)}%"


def interval(found: Plain, show: Any = number) -> str:
    """``90.31 ~ 92.29``; missing as ``--``."""
    return f"{show(found['low'])} ~ {show(found['high'])}" if found.get("low") is not None else MISSING


# ---- the card of the index

class Segment(NamedTuple):
    """A grade on the scale, in thousandths of its width."""

    left: int
    width: int
    name: str
    start: str
    on: bool

    @property
    def middle(self) -> int:
        return self.left + self.width // 2


class Scale(NamedTuple):
    """Three grades around the index, equally wide; the index and its interval on them."""

    segments: Sequence[Segment]
    at: int
    low: int | None
    high: int | None


def scale(content: Plain) -> Scale | None:
    """None while there is no index."""
    value, names = content["index"]["value"], list(reversed(content["levels"]))
    if value is None:
        return None
    bands = sorted(content["parameters"]["bands"], key=lambda b: Decimal(b["min"]))
    at = next(n for n, band in enumerate(bands) if band["level"] == content["index"]["level"])
    first = min(max(at - 1, 0), max(len(bands) - 3, 0))
    kept = bands[first:first + 3]
    bounds = [Decimal(b["min"]) for b in kept] + [Decimal(bands[first + 3]["min"]) if len(bands) > first + 3 else Decimal(100)]
    width = 1000 // len(kept)

    def place(points: str | None) -> int | None:
        return None if points is None else _place(Decimal(points), bounds, width)
    segments = [Segment(n * width, width, names[b["level"] - 1], number(b["min"], 0) if n else "", b["level"] == content["index"]["level"])
                for n, b in enumerate(kept)]
    return Scale(segments, place(value) or 0, place(content["index"]["low"]), place(content["index"]["high"]))


def _place(points: Decimal, bounds: Sequence[Decimal], width: int) -> int:
    """Where points lie: linear inside each grade."""
    inside = min(max(points, bounds[0]), bounds[-1])
    n = next((n for n in range(len(bounds) - 1) if inside < bounds[n + 1]), len(bounds) - 2)
    span = bounds[n + 1] - bounds[n]
    return int(n * width + (inside - bounds[n]) * width / span) if span else (n + 1) * width


def index_card(content: Plain) -> dict[str, Any]:
    """The large figure with what is around it."""
    found = content["index"]
    return {"value": number(found["value"]), "grade": found["grade"], "interval": interval(found), "scale": scale(content),
            "previous": number(found["previous"]), "previous_period": found["previous_period"] and period_name(found["previous_period"]),
            "comparable": found["comparable"],
            "difference": signed(found["difference"]), "up": (found["difference"] or "0")[0] != "-", "stable": found["stable"],
            "next": found["next"] and {"from": number(found["next"]["from"], 0), "grade": found["next"]["grade"],
                                       "gap": number(found["next"]["gap"])},
            "missing": "、".join(s["title"] for s in content["steps"] if s["label"] in content["missing"])}


# ---- the sum

class Step(NamedTuple):
    """A line of the table that adds up."""

    kind: str
    op: str
    label: str
    detail: str
    mean: str
    weight: str
    points: str
    tone: str


def steps(lines: Sequence[Plain], content: Plain) -> list[Step]:
    """The table of the index."""
    return [_step(line, n, content) for n, line in enumerate(lines)]


def _step(line: Plain, n: int, content: Plain) -> Step:
    kind, detail, points = line["kind"], line["detail"], line["points"]
    if kind == "source":
        return Step(kind, "+" if n else "", line["title"], _source_words(line, content), number(line["mean"]),
                    f"× {hundredths(line['weight'])}%", number(points), "" if points is not None else "is-danger")
    if kind == "weighted":
        return Step(kind, "", _("Weighted satisfaction"), "", "", "100%", number(points), "")
    if kind == "index":
        return Step(kind, "", _("Satisfaction index"), _("floor %(floor)s") % {"floor": number(detail["floor"], 0)}, "", "", number(points),
                    "")
    off = number(points and points.lstrip("-"))
    words = _deduction(kind, detail)
    return Step(kind, "−", words[0], words[1], "", "", off, "is-danger" if points not in (None, "0") else "ink-3")


def _source_words(line: Plain, content: Plain) -> str:
    found = next((s for s in content["sources"] if s["code"] == line["label"]), None)
    if not line["detail"]["answers"] or found is None:
        return _("no valid answers yet")
    words = _("%(n)s answers") % {"n": line["detail"]["answers"]}
    return words + (_(", sample too small") if found["small"] else "")


def _deduction(kind: str, detail: Plain) -> tuple[str, str]:
    if kind == "complaints":
        return _("Ordinary complaints"), _("%(n)s, %(blocks)s full blocks × %(each)s, the other %(rest)s do not count") % {
            "n": detail["complaints"], "blocks": detail["blocks"], "each": number(detail["each"]), "rest": detail["rest"]}
    return _("Exposed or prosecuted accidents"), _("%(n)s × %(each)s") % {"n": detail["exposures"], "each": number(detail["each"])}


# ---- periods

def period_name(name: str) -> str:
    """``first half of 2026``"""
    year, kind, n = name[:4], name[4:5], name[5:]
    words = {"H1": N_("first half of %(year)s"), "H2": N_("second half of %(year)s"), "Q": N_("quarter %(n)s of %(year)s")}
    return _(words.get(kind + n) or words.get(kind) or N_("year %(year)s")) % {"year": year, "n": n}


# ---- tables

def forms(content: Plain) -> dict[int, dict[str, str]]:
    """Where several questionnaires were asked: what each is called, and for what its answers count."""
    asked = content.get("forms", ())
    return {form["id"]: {"title": form["title"], "counts": "、".join(
        _("%(source)s %(weight)s%%") % {"source": s["title"], "weight": hundredths(s["weight"])} for s in form["sources"])}
        for form in asked} if len(asked) > 1 else {}


def items(content: Plain) -> list[dict[str, Any]]:
    """Items from low to high, one questionnaire after the other."""
    several = forms(content)
    order = {form: n for n, form in enumerate(several)}
    found = sorted(content["items"], key=lambda i: order.get(i.get("form"), 0))
    return [{**_part(i), "group": i["group"], "form": several.get(i.get("form")), "id": i["id"], "importance": number(i["importance"]),
             "y": i["importance"] or "", "top": share(i["top"]), "significant": i["significant"], "place": i["place"],
             "tag": PLACES[i["place"]] if i["place"] == "improve" else None} for i in found]


def _part(found: Plain) -> dict[str, Any]:
    difference = found.get("difference")
    return {"name": found.get("title") or found.get("name"), "n": found["n"], "mean": number(found["mean"]), "v": found["mean"] or "",
            "interval": interval(found), "small": found["small"], "difference": signed(difference), "worse": (difference or "0")[0] == "-",
            "before": number(found.get("before")), "voided": found.get("voided", 0)}


def groups(content: Plain) -> list[dict[str, Any]]:
    """Groups with weight and reliability."""
    return [{**_part(g), "weight": number(g["weight"]), "alpha": number(g["alpha"])} for g in content["groups"]]


def parts(rows: Sequence[Plain]) -> list[dict[str, Any]]:
    """Products, strata, departments."""
    return [_part(row) for row in rows]


def units(content: Plain) -> list[dict[str, Any]]:
    """The ranking with both figures."""
    return [{**u, "rate": share(u["rate"]), "rate_before": share(u["rate_before"]), "score": number(u["score"]),
             "score_before": number(u["score_before"]), "changed": u["voided"] > 0} for u in content["units"]]


def single(content: Plain) -> list[dict[str, Any]]:
    """NPS, CSAT, CES, ACSI with their intervals."""
    found = []
    for code, (label, hint) in MEASURES.items():
        if code in content["measures"]:
            one, show = content["measures"][code], share if code in SHARES else number
            small = _(", sample too small") if one["small"] else ""
            found.append({"label": label, "value": show(one["mean"]), "foot": f"{interval(one, show)} · n = {one['n']}{small}",
                          "hint": hint})
    return found


def gaps(content: Plain) -> list[dict[str, str]]:
    """Expected, felt, gap, the worst first."""
    return [{"item": g["item"], "expected": number(g["expected"]), "felt": number(g["felt"]),
             "gap": signed(g["gap"])} for g in content["gaps"]]


def losses(content: Plain) -> list[dict[str, str]]:
    """Customers whose business is being lost."""
    return [{"name": one["name"], "before": money.show(one["before_fen"]), "now": money.show(one["now_fen"]), "drop": share(one["drop"])}
            for one in content["lost"]]


def events(content: Plain) -> list[dict[str, Any]]:
    """What happened in the period, in the words of the report."""
    return [{"code": code, "label": _(label), "n": content["happened"].get(code, 0)} for code, label in TRIGGERS.items()]


def ways(content: Plain) -> list[tuple[str, str]]:
    """Each way of measuring, and what it brought."""
    return [(one["way"], _brought(one)) for one in content.get("ways", ())]


def _brought(one: Plain) -> str:
    if "deliveries" in one:
        part = f"{Decimal(one['trouble']) / one['deliveries']}" if one["deliveries"] else None
        words = _("%(deliveries)s deliveries arrived, %(trouble)s times damage, shortage, delay, wrong goods or refusal (%(share)s), "
                  "%(returns)s returns")
        return words % {**one, "share": share(part)}
    if "lost" in one:
        return _("%(n)s customers bought much less, together %(less)s yuan") % {"n": one["lost"], "less": money.show(one["drop_fen"])}
    if "surveys" in one:
        return _("%(surveys)s surveys, %(n)s valid answers of %(sent)s, mean %(mean)s") % {**one, "mean": number(one["mean"])}
    return _("not used in this period")


LEVELS = {"groups": lazy("Aspects"), "items": lazy("Single items"), "products": lazy("Products")}
NAMED = {"lowest": lazy("Lowest mean"), "largest_change": lazy("Largest change"), "smallest_change": lazy("Smallest change")}


def extremes(content: Plain) -> Iterator[dict[str, str]]:
    """What SAT-19 wants named on each of the three levels."""
    for level, label in LEVELS.items():
        found = content["extremes"][level]
        yield {"level": str(label), **{name: _extreme(found[name], name) for name in NAMED}}


def _extreme(one: Plain | None, name: str) -> str:
    if one is None:
        return MISSING
    figure = number(one["now"]) if name == "lowest" else signed(one["difference"])
    return f"{one['name']}（{figure}）"


# ---- head

def recovery(content: Plain) -> dict[str, Any]:
    """Handed out, back, rate; whether conclusions may be drawn."""
    found = content["recovery"]
    rate = share(found["rate"] or None)
    return {"allowed": found["allowed"], "sent": found["sent"], "valid": found["valid"], "rate": rate, "floor": share(found["floor"]),
            "of": found["of"]}


def page(content: Plain) -> dict[str, Any]:
    """Everything a page of a result draws."""
    params = content["parameters"]
    return {
        "content": content, "card": index_card(content), "steps": steps(content["steps"], content), "recovery": recovery(content),
        "items": items(content), "forms": list(forms(content).values()), "item_mean": number(_mean(content)),
        "groups": groups(content), "products": parts(content["products"]),
        "strata": parts(content["strata"]), "units": units(content), "measures": single(content), "gaps": gaps(content),
        "losses": losses(content), "ways": ways(content), "events": events(content), "extremes": list(extremes(content)),
        "special": [{**_part(w), "number": w["number"], "about": w["about"]} for w in content["special"]],
        "internal": [{"title": w["title"], "of": w["of"], "parts": parts(w["parts"])} for w in content["internal"]],
        "weights": " / ".join(hundredths(w) for w in params["weights"].values()), "origins": _origins(content),
        "middle": content["middle"], "each_block": params["complaint_block"], "each": number(params["complaint_deduction_points"]),
        "before_voids": content["before_voids"] and {
            **content["before_voids"], "value": number(content["before_voids"]["value"])},
        "voided": content["voided"], "methods": "、".join(content["methods"])}


def _origins(content: Plain) -> dict[str, dict[str, Any]]:
    """Each parameter of the index as it was used, with where its value comes from."""
    version = in_force(INDEX, on=date.fromisoformat(content["last"])).version
    return {row["code"]: row for row in param_rows(INDEX.code, content["parameters"], version)}


def _mean(content: Plain) -> str | None:
    """The weighted mean of the items, as the table's foot shows it."""
    rows = [(Decimal(i["mean"]), Decimal(i["weight"])) for i in content["items"] if i["mean"] is not None and i["weight"] != "0"]
    total = sum(weight for _mean, weight in rows)
    return f"{sum(mean * weight for mean, weight in rows) / total}" if total else None
