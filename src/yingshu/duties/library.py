"""The ready-made duties that are delivered, read once from the package; offered where this installation has their records."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from yingshu.kernel import yamls
from yingshu.rulebook.sections import SECTIONS
from yingshu.rulebook.sections import delivered as everything

from .items import DutyItem


@lru_cache(maxsize=1)
def library() -> tuple[DutyItem, ...]:
    """All of them."""
    raw = yamls.load(files("yingshu.duties").joinpath("library.yaml").read_text("utf-8"))
    return tuple(DutyItem.model_validate(item) for item in raw)


def ready_made() -> list[DutyItem]:
    """All that can be taken over: the library's, and those that rooms above bring with their records."""
    return [item for item in everything(SECTIONS["duties"]) if isinstance(item, DutyItem)]


def delivered() -> tuple[DutyItem, ...]:
    """Those whose actions, dates and records the rooms of this installation supply."""
    from .services.defining import is_available

    return tuple(item for item in library() if is_available(item))
