"""Everybody of the demo company opens everything that is theirs: each page answers, speaks Chinese, and needs no scrolling sideways on a
phone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tools.walk import addresses, look_at

from yingshu.organisation.models import Person
from yingshu.portal.demo import load
from yingshu.portal.people import demo_people

from ..support.live import live
from ..support.places import Places
from ..support.walking import Walk
from .test_browser import Desk

TODAY = date(2026, 6, 17)
MOST_FOREIGN = 10  # words, as counted once; may only become fewer
# What is kept as it was typed: definitions with their keys, wordings in two languages, patterns of rights. Their histories show it.
AS_TYPED = ("/flows/", "/authority_tables/", "/incompatible_duties/", "/superior_rules/", "/questionnaire_versions/", "/posts/")


@pytest.mark.slow
@pytest.mark.one_database
def test_everybody_opens_everything(db: Any) -> None:
    load(today=TODAY, orders=18)
    walk, names = Walk(), frozenset(Person.objects.values_list("username", flat=True))
    people = [Person.objects.get(username=line["username"]) for line in demo_people()]
    for person in people:
        walk.of(person, names)
    unanswered = [line for line in walk.wrong if ": answered " in line]
    foreign = [line for line in walk.wrong if line not in unanswered and not line.partition(" ")[2].startswith(AS_TYPED)]
    assert unanswered == []
    assert len(foreign) <= MOST_FOREIGN, foreign
    assert len(people) == 16 and walk.asked > 2000


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_of_the_menu(chromium: Any, tmp_path: Path, places: Places) -> None:
    """On a phone, as the person who sees most and as those with pages of their own: scripts run, nothing scrolls sideways."""
    with live(places, tmp_path / "house") as house:
        desk, seen, wrong = Desk(chromium, house), set[str](), dict[str, list[str]]()
        for who in ("general_manager", "admin", "service_manager", "finance", "workshop", "logistics_clerk"):
            page = desk.at(who, phone=True)
            fresh = [address for address in addresses(page, house.url) if address not in seen]
            seen.update(fresh)
            wrong |= {f"{who} {address}": said for address in fresh if (said := look_at(page, house.url + address))}
        assert (wrong, desk.errors) == ({}, []) and len(seen) > 60
