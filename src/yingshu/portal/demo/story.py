"""The demo company as data: its people, regions, customers, products and carriers (``story.json``). All of it is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

PASSWORD = "heze-demo-2026"  # nosec B105 # the shared password of the demo, told in docs/demo.md


@dataclass(frozen=True, slots=True)
class Who:
    """A person: login name, name, post, where."""

    login: str
    name: str
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class Good:
    """A product: code, name, specification, list price, unit cost, opening stock, safety stock, share of all sales."""

    code: str
    name: str
    spec: str
    price: str
    cost: str
    stock: int
    safety: int
    share: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer: name, region, place, contact, usual payment, credit limit in yuan, days, habit of paying, weight among all orders."""

    name: str
    region: str
    place: str
    contact: str
    method: str
    limit: int
    days: int
    habit: str
    weight: int
    nature: str


@dataclass(frozen=True, slots=True)
class Scene:
    """An order that the pictures of the product show: working days before the last, customer, product, bags, what goes wrong."""

    days_back: int
    customer: str
    good: str
    bags: int
    fate: dict[str, Any]


_data: dict[str, Any] = json.loads(files(__package__).joinpath("story.json").read_text("utf-8"))

COMPANY, CENTRE = _data["company"], _data["centre"]
WORKSHOP = "denghaibo"
REGIONS: dict[str, str] = _data["regions"]
SELLER: dict[str, str] = _data["seller"]
SERVICE: dict[str, str] = _data["service"]
RAISED: dict[str, str] = _data["raised"]
WORDS: dict[str, str] = _data["words"]
OWN_WORDS: dict[str, str] = _data["own_words"]
CHOICES: dict[str, list[str]] = _data["choices"]
PEOPLE = tuple(Who(*row) for row in _data["people"])
GOODS = tuple(Good(*row) for row in _data["goods"])
NEWCOMERS: tuple[tuple[int, str, str, dict[str, str]], ...] = tuple((back, *rest) for back, *rest in _data["newcomers"])
BUYERS = tuple(Buyer(*row) for row in _data["buyers"])
SCENES = tuple(Scene(*row) for row in _data["scenes"])
CARRIERS: tuple[tuple[str, str, str], ...] = tuple((name, contact, routes) for name, contact, routes in _data["carriers"])
DRIVERS: tuple[tuple[str, str], ...] = tuple((plate, driver) for plate, driver in _data["drivers"])
