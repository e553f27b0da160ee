"""A small company for tests: one company, two regions, every post with its delivered rights, one person in each.

``company.actor("finance")`` is the actor of the person holding that post, worked out as for a real request. There are two
salespeople: ``salesperson`` (东区) and ``salesperson_west`` (西区); ``region_manager`` leads 东区, ``service_manager`` looks after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from yingshu.kernel.actor import Actor
    from yingshu.organisation.models import Person, Post, Unit

PASSWORD = "correct horse battery staple"
SINCE = date(2020, 1, 1)
NAMES = {
    "general_manager": "总经理老顾", "vice_president": "营销副总秦刚", "sales_director": "营销总监唐宁", "director": "主任周正",
    "service_manager": "客服经理林晓", "logistics_clerk": "物流员马超", "assistant": "助理何静", "region_manager": "大区经理郭强",
    "salesperson": "业务员张东", "salesperson_west": "业务员李西", "billing_clerk": "开单员吴敏", "finance": "财务孙莉",
    "workshop": "车间主任赵铁", "warehouse": "仓管员钱库", "admin": "管理员",
}
UNIT_OF = {"region_manager": "east", "salesperson": "east", "salesperson_west": "west"}


@dataclass
class Company:
    """What the fixture built. Keys of ``people`` are those of ``NAMES``; of ``units``: company, east, west."""

    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    password: str = PASSWORD

    def actor(self, key: str) -> Actor:
        """The person's rights and reach, as at this moment of the clock."""
        from yingshu.organisation.principal import actor_for

        actor = actor_for(self.people[key].pk)
        assert actor is not None
        return actor

    def person(self, key: str) -> Person:
        return self.people[key]

    def unit(self, key: str) -> Unit:
        return self.units[key]

    def act(self, action: str, who: str, **arguments: Any) -> Any:
        """Run a business action by its code, as a person of the company."""
        from yingshu.kernel.services import ACTIONS

        return ACTIONS[action].run(actor=self.actor(who), **arguments)

    def hire(self, key: str, post: str, unit: str = "company", name: str = "") -> Person:
        """One more person in a post, without any rule."""
        from yingshu.organisation.models import Appointment
        from yingshu.organisation.principal import people_changed

        (person,) = _people({key: name or key})
        Appointment.objects.create(person=person, post=self.posts[post], unit=self.units[unit], since=SINCE)
        self.people[key] = person
        people_changed()
        return person


@pytest.fixture
def company(db: Any) -> Company:
    """The company, fresh for this test."""
    return build()


def build() -> Company:
    """Make the company in the database."""
    from yingshu.kernel import clock
    from yingshu.organisation.models import Appointment, Supervision
    from yingshu.organisation.principal import people_changed

    built = Company(units=_units(), posts=_posts())
    built.people = dict(zip(NAMES, _people(NAMES), strict=True))
    Appointment.objects.bulk_create(
        Appointment(person=person, post=built.posts[key.removesuffix("_west")], unit=built.units[UNIT_OF.get(key, "company")],
                    since=SINCE) for key, person in built.people.items())
    Supervision.objects.create(person=built.people["service_manager"], unit=built.units["east"],
                               since=datetime(2020, 1, 1, tzinfo=clock.ZONE))
    people_changed()
    return built


def _units() -> dict[str, Unit]:
    from yingshu.organisation.models import Unit

    top = Unit.objects.create(name="公司", code="company", kind=Unit.Kind.COMPANY)
    regions = [Unit.objects.create(name=name, code=code, kind=Unit.Kind.REGION, parent=top)
               for code, name in (("east", "东区"), ("west", "西区"))]
    for unit in (top, *regions):
        unit.path = f"/{top.pk}/" if unit is top else f"/{top.pk}/{unit.pk}/"
    Unit.objects.bulk_update([top, *regions], ["path"])
    return {unit.code: unit for unit in (top, *regions)}


def _posts() -> dict[str, Post]:
    from yingshu.organisation.models import Post
    from yingshu.organisation.rights import RIGHTS, post_templates

    posts: dict[str, Post] = {}
    for t in post_templates():
        posts[t.code] = Post(code=t.code, name=t.name, reach=t.reach, authority=t.authority, rights=list(RIGHTS[t.code]))
    Post.objects.bulk_create(posts.values())
    for t in post_templates():
        posts[t.code].reports_to = posts.get(t.reports_to)
    Post.objects.bulk_update(posts.values(), ["reports_to"])
    return posts


def _people(names: dict[str, str]) -> list[Person]:
    from yingshu.kernel.text import search_text
    from yingshu.organisation.models import Person

    taken = Person.objects.count()
    return Person.objects.bulk_create(
        Person(username=key, name=name, staff_no=f"G{n:03d}", phone=f"1380000{n:04d}", email=f"{key}@company.example",
               password=_password(), search_text=search_text(name, key, f"G{n:03d}", f"1380000{n:04d}"))
        for n, (key, name) in enumerate(names.items(), taken + 1))


@cache
def _password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)
