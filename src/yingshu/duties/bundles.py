"""职责包: what a post answers for, as delivered; each line leads to the screen where it is done and to the duties of its clauses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from yingshu.kernel import yamls
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import SCREENS
from yingshu.rulebook.sections import Item

from .items import Part


class Line(Part):
    """One thing that a post answers for."""

    title: str
    says: str = ""
    screen: str
    clauses: tuple[str, ...] = ()

    def url_for(self, actor: Actor) -> str:
        """The screen, where the person may see it; else the record of its duties; else nothing."""
        if self.screen in SCREENS and actor.may(f"{self.screen}.view"):
            return f"/{self.screen}/"
        return f"/occurrences/?view=all&clause={self.clauses[0]}" if self.clauses and actor.may("occurrences.view") else ""


class Bundle(Item):
    """What posts answer for."""

    posts: tuple[str, ...]
    items: tuple[Line, ...]


@lru_cache(maxsize=1)
def bundles() -> tuple[Bundle, ...]:
    """All that are delivered."""
    raw = yamls.load(files(__package__).joinpath("bundles.yaml").read_text("utf-8"))
    return tuple(Bundle.model_validate(given) for given in raw)


def of_posts(posts: Iterable[str]) -> list[Bundle]:
    """Those of some posts."""
    held = set(posts)
    return [b for b in bundles() if held & set(b.posts)]
