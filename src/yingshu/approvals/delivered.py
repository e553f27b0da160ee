"""Flows and authority tables that come with the product, and how a rulebook asks who sits where in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel

from yingshu.rulebook.sections import Item, Seat

from .definition import Approvers, AuthorityItem, FlowItem, Words, band

ALWAYS = frozenset({"price_strategy"})  # a price strategy cannot be handed in without a flow (PRC-04), whatever else the book says
MODELS: dict[str, type[Item]] = {"flows": FlowItem, "authority": AuthorityItem}
M = TypeVar("M", bound=BaseModel)


@lru_cache(maxsize=1)
def _delivered() -> dict[str, list[Item]]:
    raw = yaml.safe_load(files(__package__).joinpath("delivered.yaml").read_text("utf-8"))
    return {name: [model.model_validate(item) for item in raw[name]] for name, model in MODELS.items()}


def delivered(name: str) -> list[Item]:
    """The ready-made items of a section."""
    return _delivered().get(name, [])


def seats(item: Any) -> Iterator[Seat]:
    """Where posts decide or are told in a flow or a table."""
    if isinstance(item, AuthorityItem):
        for row in item.rows:
            yield from (Seat(row.title or band(item.fact, row), who.posts) for who in row.steps if who.posts)
    if isinstance(item, FlowItem):
        yield from (Seat(step.title, step.who.posts) for step in item.steps if step.who.posts)
        told = (item.copy_to, item.administrators, *(step.copy_to for step in item.steps))
        yield from (Seat("", posts, decides=False) for posts in told if posts)


def reseated(item: Any, instead: Mapping[str, str]) -> Any:
    """The item with other posts: those of ``instead``; one without a successor falls away."""
    def posts(words: Words) -> Words:
        return tuple(dict.fromkeys(filter(None, (instead.get(word, word) for word in words))))

    def who(one: Approvers) -> Approvers:
        return _with(one, posts=posts(one.posts)) if one.posts else one

    if isinstance(item, AuthorityItem):
        return _with(item, rows=tuple(_with(row, steps=tuple(map(who, row.steps))) for row in item.rows))
    steps = tuple(_with(step, who=who(step.who), copy_to=posts(step.copy_to)) for step in item.steps)
    return _with(item, steps=steps, copy_to=posts(item.copy_to), administrators=posts(item.administrators))


def _with(part: M, **changes: Any) -> M:
    return part.model_copy(update=changes)


def needs(item: Any) -> Iterable[str]:
    """The authority tables that a flow asks."""
    return [step.who.table for step in item.steps if step.who.table] if isinstance(item, FlowItem) else []


def section(name: str) -> dict[str, Any]:
    """What the section of the rulebook is declared with."""
    found: dict[str, Any] = {"delivered": lambda: delivered(name), "seats": seats, "reseated": reseated, "needs": needs,
                             "restrains": True}
    return found | ({"always": ALWAYS} if name == "flows" else {})
