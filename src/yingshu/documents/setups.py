"""How documents are printed: what the company has set, what a person has set for their own printer, else the template's own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from yingshu.kernel import clock
from yingshu.kernel.text import half_width

from .models import PrintSetup
from .printing.catalogue import TEMPLATES
from .printing.request import COPIES_LIMIT, OFFSET_LIMIT_MM

NAME_LIMIT = 20
PLAIN = ("",)  # one unnamed page, for carbon paper whose parts are named by the maker


class Setup(NamedTuple):
    """Paper, offsets in mm, names of the parts, and whether the person has set them."""

    paper: str
    x: Decimal
    y: Decimal
    copies: tuple[str, ...]
    own: bool = False


def usual(template: str) -> Setup:
    """As the template comes."""
    form = TEMPLATES[template]
    return Setup(form.papers[0], Decimal(0), Decimal(0), form.copies)


def company_setup(template: str) -> Setup:
    """What the company has set."""
    return _resolved(template, PrintSetup.COMPANY)


def setup_of(template: str, person_id: int) -> Setup:
    """What holds for a person: their own, else the company's, else the template's."""
    return _resolved(template, person_id)


def _resolved(template: str, person_id: int) -> Setup:
    found = {row.person_id: row for row in PrintSetup.objects.filter(template=template, person_id__in={person_id, PrintSetup.COMPANY})}
    company = _read(found.get(PrintSetup.COMPANY), usual(template))
    return _read(found.get(person_id), company)._replace(own=True) if person_id and person_id in found else company


def _read(row: PrintSetup | None, otherwise: Setup) -> Setup:
    if row is None:
        return otherwise
    tenth = Decimal("0.1")
    return Setup(row.paper, row.x_mm.quantize(tenth), row.y_mm.quantize(tenth), tuple(row.copies) or otherwise.copies)


def keep_own(template: str, person_id: int, actor_name: str, chosen: Setup) -> None:
    """What a person printed with holds for them from now on; what is as the company has it needs no row."""
    if chosen._replace(own=False) == company_setup(template):
        drop_own(template, person_id)
        return
    values = {"paper": chosen.paper, "x_mm": chosen.x, "y_mm": chosen.y, "copies": list(chosen.copies), "at": clock.now(),
              "actor_name": actor_name}
    PrintSetup.objects.update_or_create(template=template, person_id=person_id, defaults=values)


def drop_own(template: str, person_id: int) -> None:
    """Back to what the company has set."""
    if person_id:
        PrintSetup.objects.filter(template=template, person_id=person_id).delete()


def read_offset(text: str) -> Decimal:
    """An offset in mm with one place; what is no number or too far counts as none."""
    try:
        value = Decimal(half_width(text) or "0").quantize(Decimal("0.1"))
    except InvalidOperation:
        return Decimal(0)
    return value if abs(value) <= OFFSET_LIMIT_MM else Decimal(0)


def names_from(text: str) -> tuple[str, ...]:
    """The names of the parts as typed, separated by ``；`` or line ends."""
    parts = text.replace(";", "；").replace("\r", "").replace("\n", "；").split("；")
    return tuple(part.strip() for part in parts if part.strip())


def wrong_names(names: Sequence[str]) -> bool:
    """Too many, or too long for the edge of the paper."""
    return len(names) > COPIES_LIMIT or any(len(name) > NAME_LIMIT for name in names)
