"""Records that are printed. A room declares what stands on the paper; page, preview, copies, paper and offsets come from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor

from .printing import Mark, PrintRequest
from .setups import Setup, company_setup

Given = Mapping[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Printable:
    """A kind of record that is printed.

    ``kind`` is the one under which prints are logged (``documents.access`` knows who may see it), ``right`` lets people read it,
    ``back`` is the page before: title and address.
    ``find`` raises NotFound outside the person's scope. ``templates`` are the papers possible for a record, ``data`` the keys of the
    catalogue; ``given`` holds the further parameters of the address that ``keeps`` names (a period).
    """

    code: str
    kind: str
    right: str
    back: Callable[[Any], tuple[str, str]]
    find: Callable[[Actor, int], Any]
    data: Callable[[Any, str, Given], Mapping[str, Any]]
    templates: Callable[[Any], Sequence[str]]
    number: Callable[[Any, str], str] = lambda row, template: str(row)
    void: Callable[[Any], bool] = lambda row: False
    draft: Callable[[Any], bool] = lambda row: False
    keeps: Sequence[str] = ()


PRINTABLES: dict[str, Printable] = {}


def printable(declared: Printable) -> Printable:
    """The kind of record can be printed from now on."""
    PRINTABLES[declared.code] = declared
    return declared


def request_for(declared: Printable, row: Any, template: str, setup: Setup, copy: int, given: Given) -> PrintRequest:
    """Everything the printer needs. Copy 0 is a preview: it says so on the paper, so that only logged prints look like one."""
    mark = Mark.VOID if declared.void(row) else Mark.PREVIEW if not copy else Mark.DRAFT if declared.draft(row) else Mark.NONE
    return ready(template, declared.data(row, template, given), setup, mark=mark, copy=copy or 1)


def ready(template: str, data: Mapping[str, Any], setup: Setup | None = None, *, mark: str = Mark.NONE, copy: int = 1) -> PrintRequest:
    """A request as it is set up: by the one given, else by the company."""
    chosen = setup or company_setup(template)
    return PrintRequest(template=template, paper=chosen.paper, data=data, copy_number=copy, mark=mark, offset_x_mm=chosen.x,
                        offset_y_mm=chosen.y, copies=chosen.copies)


def printed_by(actor: Actor) -> str:
    """Who printed it and when, for the foot."""
    return f"{actor.name} {clock.local(clock.now()):%Y-%m-%d %H:%M}"


# ---- tables of the template "report"

def sheet(title: str, heads: Sequence[Mapping[str, str]], rows: Iterable[Sequence[str]], **more: str) -> dict[str, Any]:
    """A table; a head is ``number`` (right-aligned) or ``wide`` (takes the room that is left; else the first column does)."""
    return {"title": title, "heads": list(heads), "rows": [{"cells": [{"text": text} for text in row]} for row in rows], **more}


def pairs(title: str, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Names and what they say, side by side, as on a form."""
    return sheet(title, [{}, {"wide": "1"}], rows)


def signatures(title: str, names: Sequence[str]) -> dict[str, Any]:
    """A field to sign in for each."""
    return sheet(title, [{"text": name, "wide": "1"} for name in names], [["　"] * len(names)], tall="1")
