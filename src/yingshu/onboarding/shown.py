"""What the page of an import shows, made from the batch's stored figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens.importing import column_note
from yingshu.kernel.screens.sheets import SURE

from . import sheets
from .models import ImportBatch

MOST_ROWS = 50
State = ImportBatch.State


def said(message: Mapping[str, Any]) -> str:
    """A stored message in the reader's language."""
    return str(_(message["message"]) % message["args"])


def page(batch: ImportBatch, actor: Actor, sheet: str, skip: bool) -> dict[str, Any]:
    """Everything on the page for one chosen sheet."""
    figures, open_ = batch.figures, batch.state == State.CHECKED
    chosen = sheet if sheet in figures.get("columns", {}) else _first(figures)
    found = next((each for each in figures.get("sheets", ()) if each["sheet"] == chosen), None)
    mapped: dict[str, Any] = next((each for each in batch.mapping.get("sheets", ()) if each["sheet"] == chosen),
                                  {"kind": "", "columns": ()})
    wrong, broken = figures.get("wrong", 0), figures.get("broken", {})
    complete = bool(figures.get("sheets")) and not broken
    return {"steps": _steps(batch.state), "tabs": _tabs(figures, chosen), "sheet": _number(figures, chosen), "found": found,
            "can_edit": open_, "wrong": wrong,
            "kinds": _kinds(mapped["kind"]), "columns": _columns(figures, chosen, mapped, found), "mapped": mapped["kind"],
            "issues": _issues(figures, mapped, found) if found else None, "complete": complete,
            "broken": said(broken[chosen]) if chosen in broken else "", "result": _result(found) if found else None,
            "made": _made(figures, actor if batch.state == State.DONE else None), "next": _next(batch, actor), "skip": skip,
            "ready": open_ and complete and (not wrong or skip),
            "notices": [said(each) for each in figures.get("notices", ())],
            "sheet_notices": [said(each) for each in found["notices"]] if found else [], "failure": figures.get("failure", ""),
            "reason": said(figures["reason"]) if "reason" in figures else "", "receivables": batch.mapping.get("receivables", "auto"),
            "has_sales": any(each["kind"] == "sales" for each in figures.get("sheets", ())),
            "header_row": found["header_row"] if found else mapped.get("header_row") or "",
            "kind_label": next((label for _code, label, is_it in _kinds(mapped["kind"]) if is_it), "")}


def _first(figures: Mapping[str, Any]) -> str:
    """The sheet to look at first: one with wrong rows, else the one with most rows."""
    found = figures.get("sheets", ())
    ranked = sorted(found, key=lambda each: (-each["wrong"], -each["rows"]))
    return str(ranked[0]["sheet"]) if ranked else next(iter(figures.get("columns", {})), "")


def _steps(state: str) -> list[tuple[str, str]]:
    """The three steps with their look: done, now, or still to come."""
    names = (_("Upload"), _("Map and check"), _("Confirm"))
    now = {State.RUNNING: 0, State.FAILED: 0, State.CHECKED: 1}.get(State(state), 3)
    return [(name, "ok" if n < now else "now" if n == now else "") for n, name in enumerate(names)]


def _tabs(figures: Mapping[str, Any], chosen: str) -> list[dict[str, Any]]:
    found = {each["sheet"]: each for each in figures.get("sheets", ())}
    return [{"title": name, "url": f"?sheet={n}", "current": name == chosen, "hot": bool(found.get(name, {}).get("wrong")),
             "count": found[name]["wrong"] or found[name]["rows"] if name in found else None}
            for n, name in enumerate(figures.get("columns", {}))]


def sheet_named(batch: ImportBatch, number: str) -> str:
    """The sheet behind the number in an address; empty when there is none."""
    names = list(batch.figures.get("columns", {}))
    return str(names[int(number)]) if number.isdecimal() and int(number) < len(names) else ""


def _number(figures: Mapping[str, Any], sheet: str) -> int | str:
    """The number of a sheet in addresses and forms; the opposite of ``sheet_named``."""
    names = list(figures.get("columns", {}))
    return names.index(sheet) if sheet in names else ""


def _kinds(chosen: str) -> list[tuple[str, str, bool]]:
    return [(kind.code, kind.label, kind.code == chosen) for kind in sheets.kinds(get_language() or "en")]


def _columns(figures: Mapping[str, Any], chosen: str, mapped: Mapping[str, Any], found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    by_letter = {each.get("letter") or each.get("title"): each for each in mapped["columns"]}
    fields = sheets.kind_of(mapped["kind"], sheets.kinds(get_language() or "en")).fields if mapped["kind"] else ()
    return [_column(column, by_letter.get(column["letter"]), fields, found) for column in figures.get("columns", {}).get(chosen, ())]


def _column(column: Mapping[str, Any], mapped: Mapping[str, Any] | None, fields: Sequence[Any],
            found: Mapping[str, Any] | None) -> dict[str, Any]:
    field = mapped["field"] if mapped else ""
    options = [(each.code, each.label + (" *" if each.required else ""), each.code == field) for each in fields]
    return {"letter": column["letter"], "title": column["title"], "samples": " / ".join(column["samples"]), "field": field,
            "options": options,
            **_note(field, mapped, found)}


def _note(field: str, mapped: Mapping[str, Any] | None, found: Mapping[str, Any] | None) -> dict[str, str]:
    """What to say beside a column: how sure the guess is, how many cells cannot be read, whether it is kept."""
    if mapped is None or found is None:
        return column_note(None)
    bad = sum(1 for issue in found["issues"] for problem in issue["problems"] if problem["field"] == field and problem["level"] == "error")
    if bad:
        return {"tone": "is-danger", "icon": "alert-circle", "note": _("%(count)s rows are wrong here") % {"count": bad}}
    sure = mapped.get("confidence", 1) >= SURE
    if sure and not sheets.definition(found["kind"], field).kept:
        return {"tone": "ink-3", "icon": "check", "note": _("Read, not kept")}
    return column_note(sure)


TELLING = frozenset({"date", "order", "invoice", "customer", "customer_code", "code", "name", "product", "amount"})


def _issues(figures: Mapping[str, Any], mapped: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The wrong rows: the cells that tell which row it is, and those that are wrong, which are marked."""
    titles = {column["letter"]: column["title"] for column in figures["columns"].get(found["sheet"], ())}
    issues = found["issues"][:MOST_ROWS]
    wanted = {each.get("letter") for each in mapped["columns"] if each["field"] in TELLING}
    wanted |= {p["letter"] for issue in issues for p in issue["problems"]}
    letters = [letter for letter in titles if letter in wanted]
    return {"titles": [titles[letter] for letter in letters], "rows": [_issue(issue, letters) for issue in issues],
            "shown": len(issues), "all": found["wrong"] + found["warned"]}


def _issue(issue: Mapping[str, Any], letters: Sequence[str]) -> dict[str, Any]:
    marked = {problem.get("letter") for problem in issue["problems"]}
    return {"row": issue["row"], "wrong": issue["wrong"], "reasons": [said(problem) for problem in issue["problems"]],
            "cells": [{"letter": letter, "text": issue["cells"].get(letter, ""), "bad": letter in marked} for letter in letters]}


def _result(found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures beside the mapping: rows, sums, what the sheet's own sums say."""
    total = found["rows"] or 1
    differences = [each for each in found["differences"] if each["field"] == "amount"]
    read = found.get("read_fen", found["amount_fen"])
    stated, computed = (differences[-1]["stated_fen"], differences[-1]["computed_fen"]) if differences else (read, read)
    return {"good": found["ok"] - found["known"], "share": found["ok"] * 100 // total, "read": read,
            "skipped": found["subtotals"] + found["totals"] + found["other"], "stated": stated, "difference": stated - computed}


MADE = (("customers", N_("New customers"), "customers"), ("customers_from_ledger", N_("of them named by ledgers only"), ""),
        ("products", N_("New products"), "products"), ("people", N_("New salespeople, without login"), "people"),
        ("regions", N_("New regions"), "units"), ("sales", N_("Lines of the sales ledger"), "sales_ledger"),
        ("receivables", N_("Receivables"), "receivables"), ("receipts", N_("Receipts"), "receipts"),
        ("receipts_without_item", N_("Receipts that name nothing known; they stay credit"), ""))
RETURNS = (("returns_fen", N_("Returns taken off other orders of their customer (yuan)")),
           ("returns_left_fen", N_("Returns with nothing to take them off; record them after the import (yuan)")))


def _made(figures: Mapping[str, Any], reader: Actor | None) -> list[tuple[str, Any, str]]:
    """What would be written, or was: what it is called, how much, and for a reader the list where it stands now."""
    made = figures.get("made", {})
    return [*((_(label), made[name], _list(screen, reader)) for name, label, screen in MADE if made.get(name)),
            *((_(label), money.show(made[name]), "") for name, label in RETURNS if made.get(name))]


def _list(screen: str, reader: Actor | None) -> str:
    return reverse(f"screen:{screen}") if screen and reader and reader.may(f"{screen}.view") else ""


def _next(batch: ImportBatch, reader: Actor) -> tuple[str, str] | None:
    """The page that people open after the import: the ageing when it brought money that is owed, else the sales ledger."""
    made = batch.figures.get("made", {}) if batch.state == State.DONE else {}
    if made.get("receivables") and reader.may("receivables.view"):
        return _("To the ageing"), reverse("ageing")
    url = _list("sales_ledger", reader) if made.get("sales") else ""
    return (_("To the sales ledger"), url) if url else None
