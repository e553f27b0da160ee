"""Registers in the demo company: some of the library in force from the first day, filled in by its people over half a year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.organisation.principal import actor_for
from yingshu.registers.models import Entry
from yingshu.registers.section import library
from yingshu.registers.services import add_entry, define, move_entry

from .founding import Company
from .telling import Telling

Steps = Iterator[datetime]
STORY: dict[str, Any] = json.loads(files(__package__).joinpath("registers.json").read_text("utf-8"))


@dataclass
class Registers(Telling):
    """What people write down."""

    company: Company
    random: Random
    days: list[date]
    told: Callable[[str], None]
    made: dict[str, list[int]] = field(default_factory=dict)

    def all(self) -> list[Steps]:
        """Defining, then every register by itself."""
        return [self.defining(), *(self.writing(entry) for entry in STORY["entries"])]

    def defining(self) -> Steps:
        """The registers that the story uses, and those they make records of or refer to."""
        yield clock.moment(self.days[0]).replace(hour=8, minute=5)
        known = {d.code: d for d in library()}
        wanted = {entry["register"] for entry in STORY["entries"]} | set(STORY["besides"]) | {
            f.register_ for entry in STORY["entries"] for f in known[entry["register"]].follows}
        for code in sorted(wanted):
            define(actor=system("installation"), definition=known[code].model_dump(mode="json", by_alias=True, exclude_defaults=True))

    def writing(self, entry: Mapping[str, Any]) -> Steps:
        """A record every so many days, each followed by its steps."""
        times, steps = entry["times"], list[tuple[datetime, int, Mapping[str, Any]]]()
        starts = [(self.moment((n * (len(self.days) - 12)) // times + self.random.randint(1, 6)), n) for n in range(times)]
        for at, n in starts:
            yield from self.moving([s for s in steps if s[0] <= at])
            steps = [s for s in steps if s[0] > at]
            yield at
            pk = self.add(entry, n)
            steps += [(self.later(at, step["after"]), pk, {**step, "register": entry["register"]}) for step in entry.get("then", ())
                      if pk and not (step.get("odd") and n % 2)]
        yield from self.moving(steps)

    def moving(self, steps: list[tuple[datetime, int, Mapping[str, Any]]]) -> Steps:
        """Steps in the order of time."""
        for at, pk, step in sorted(steps, key=lambda s: (s[0], s[1])):
            yield at
            found = Entry._plain.get(pk=pk)
            login = step["who"]
            who = {"@owner": found.owner_id, "@handler": found.handler_id}.get(login) or self.company.people.get(login)
            actor = actor_for(who) if who else None
            if actor is not None:
                self.tried(move_entry, actor=actor, register_code=step["register"], entry_id=pk, move=step["move"],
                           values={k: self.value(v, 0, actor.id) for k, v in step.get("values", {}).items()},
                           reason=step.get("reason", ""))

    def add(self, entry: Mapping[str, Any], n: int) -> int:
        """The n-th record: each field takes the n-th of its values, beginning again at the end."""
        actor = self.company.actor(entry["who"][n % len(entry["who"])])
        values = {name: self.value(options[n % len(options)], n, actor.id) for name, options in entry["values"].items()}
        filled = {k: v for k, v in values.items() if v is not None}
        done = self.tried(add_entry, actor=actor, register_code=entry["register"], values=filled)
        if done is None:
            return 0
        self.made.setdefault(entry["register"], []).append(done.id)
        return done.id

    def value(self, given: Any, n: int, who: int) -> Any:
        """``@login``, ``#unit``, ``+days`` from today, ``$register`` (one of its records), ``$own:register``, ``$customer`` (own)."""
        if isinstance(given, list):
            return [self.value(v, n, who) for v in given]
        if isinstance(given, dict):
            return {k: self.value(v, n, who) for k, v in given.items()}
        if not isinstance(given, str) or len(given) < 2:
            return None if given == "" else given
        if given[0] == "@":
            return self.company.people[given[1:]]
        if given[0] == "#":
            return self.company.units[given[1:]]
        if given[0] in "+-" and given[1:].isdigit():
            return (clock.today() + timedelta(days=int(given))).isoformat()
        return self.one_of(given[1:], n, who) if given[0] == "$" else given

    def one_of(self, word: str, n: int, who: int) -> int | None:
        """A record made before."""
        if word == "customer":
            theirs = list(Customer._plain.filter(owner_id=who).order_by("id").values_list("id", flat=True))
            return theirs[n // 4 % len(theirs)] if theirs else None
        register = word.removeprefix("own:")
        known = self.made.get(register, [])
        own = Entry._plain.filter(pk__in=known, owner_id=who).order_by("id")
        mine = known if register == word else list(own.values_list("id", flat=True))
        return mine[n % len(mine)] if mine else None

    def moment(self, place: int) -> datetime:
        """Some working day, in working hours."""
        day = self.days[max(1, min(place, len(self.days) - 1))]
        return clock.moment(day).replace(hour=self.random.choice((9, 10, 11, 14, 15, 16)), minute=self.random.randrange(60))

    def later(self, at: datetime, days: int) -> datetime:
        """So many working days later, a little later in the day."""
        place = next((n for n, day in enumerate(self.days) if day >= at.date()), len(self.days) - 1) + days
        if place >= len(self.days):
            return clock.moment(self.days[-1]) + timedelta(days=400)
        return max(at, clock.moment(self.days[place]).replace(hour=at.hour, minute=at.minute)) + timedelta(minutes=20)
