"""The demo company's rulebook: seven versions of it, the seventh in force; people confirm reading it; the eighth is a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.insight.services import attach_rehearsal, rehearse_book
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.orders.controls import SLIP
from yingshu.organisation.principal import actor_for
from yingshu.rulebook.books import reading_of
from yingshu.rulebook.decisions import params_of
from yingshu.rulebook.models import BookNode, RulebookVersion
from yingshu.rulebook.services import (
    approve_version,
    change_node,
    choose_values,
    confirm_reading,
    draft_version,
    publish_version,
    submit_version,
    use_packs,
)

from .founding import Company
from .telling import Telling
from .working import later

Steps = Iterator[datetime]
WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("book.json").read_text("utf-8"))


@dataclass
class Book(Telling):
    """The book and its readers."""

    company: Company
    rng: Random
    days: list[date]
    told: Any

    def all(self) -> list[Steps]:
        """People confirm one after the other; then the head drafts the next version."""
        return [self.reading(), self.eighth()]

    def reading(self) -> Steps:
        """Most confirm within the first days of the story, some late, two not at all."""
        version = current()
        people = [p.pk for p in reading_of(version).people]
        for n, person in enumerate(people[:-2]):
            yield later(clock.moment(self.days[min(n // 3, len(self.days) - 1)], time(8, 40)), self.rng.randrange(5, 400))
            actor = actor_for(person)
            if actor is None:
                continue
            self.tried(confirm_reading, actor=actor, version_id=version.pk)

    def eighth(self) -> Steps:
        """The draft under way: two clauses in other words, a little tolerance at the slip gate; it was rehearsed over the half year."""
        yield clock.moment(self.days[-6], time(9, 20))
        head = self.company.actor("chenzhiyuan")
        done = self.tried(draft_version, actor=head, rulebook_id=current().rulebook_id, note=WORDS["eighth"])
        if done:
            revise(head, done.id, WORDS["changes"]["8"])
            values = {**params_of(SLIP).model_dump(mode="json"), "tolerance_fen": 2000}
            self.tried(choose_values, actor=head, version_id=done.id, control=SLIP.code, values=values)
            yield clock.moment(self.days[-6], time(9, 50))
            kept = self.tried(rehearse_book, actor=head, version_id=done.id)
            if kept:
                self.tried(attach_rehearsal, actor=head, rehearsal_id=kept.id)


def current() -> RulebookVersion:
    """The version in force."""
    return RulebookVersion.objects.select_related("rulebook").filter(state="published", valid_until=None).latest("version")


def publish_versions(company: Company, first: date) -> None:
    """The first version from the ready-made rulebook of a small centre, the others with a changed clause or two each."""
    head, done = company.actor("chenzhiyuan"), None
    for n, note in enumerate(WORDS["notes"], 1):
        if n == 1:
            done = use_packs(actor=head, packs=["small_centre_cod"], code=WORDS["code"], title=WORDS["title"])
        else:
            done = draft_version(actor=head, rulebook_id=current().rulebook_id, note=note)
            revise(head, done.id, WORDS["changes"].get(str(n), {}))
        publish(company, head, done.id, first - timedelta(days=WORDS["days_before"][n - 1]))


def revise(head: Actor, version_id: int, changes: dict[str, str]) -> None:
    """Other words for some clauses."""
    for node in BookNode.objects.filter(version_id=version_id, key__in=changes).order_by("position"):
        change_node(actor=head, node_id=node.pk, text=changes[node.key])


def publish(company: Company, head: Actor, version_id: int, day: date) -> None:
    """The vice president and the general manager sign, the head publishes."""
    leaders = [company.people[name] for name in WORDS["leaders"]]
    submit_version(actor=head, version_id=version_id, leaders=leaders)
    for name in WORDS["leaders"]:
        approve_version(actor=company.actor(name), version_id=version_id, opinion=WORDS["agreed"])
    publish_version(actor=head, version_id=version_id, valid_from=day)
