"""Founding the demo company: structure, people, rules, catalogue, customers. Everything by the services a real company uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from yingshu.customers.services import create_customer, record_credit_investigation, set_credit_terms
from yingshu.kernel import choices, clock, money, write
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.services import together
from yingshu.logistics.services import create_carrier
from yingshu.organisation.models import Person, Post, Unit
from yingshu.organisation.passwords import one_hash
from yingshu.organisation.principal import actor_for
from yingshu.organisation.services import add_choice, appoint, create_person, create_unit, make_delivered_posts, supervise_region
from yingshu.pricing.inputs import PriceInput
from yingshu.pricing.services import create_price_list, release_price_list, set_prices
from yingshu.products.services import create_product
from yingshu.rulebook.services import set_parameters
from yingshu.stock.services import set_opening_stock

from . import story
from .story import WORDS, Buyer, Good


@dataclass
class Company:
    """The founded company: ids by name, and who acts."""

    seed: int
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    goods: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    carriers: list[int] = field(default_factory=list)

    def actor(self, login: str) -> Actor:
        """The person with their rights of that day."""
        found = actor_for(self.people[login])
        if found is None:
            raise LookupError(login)
        return found


def found(seed: int, first: date, early: Sequence[Callable[[Company, date], None]] = ()) -> Company:
    """The company as it stands on the evening before its first day."""
    company, founder = Company(seed), system("installation")
    with clock.at(clock.local(clock.moment(first)).replace(hour=9) - timedelta(days=20)), together(founder, "demo.found"):
        _structure(company, founder)
        _people(company, founder, first)
        for step in early:
            step(company, first)
        _rules(founder, first)
        _goods(company, founder, first)
        _customers(company, founder, Random(f"{seed}:customers"))  # nosec B311 # a story, not a secret
    return company


def _structure(company: Company, by: Actor) -> None:
    top = create_unit(actor=by, name=story.COMPANY, code="HZ", kind=Unit.Kind.COMPANY).id
    centre = create_unit(actor=by, name=story.CENTRE, code="YX", parent_id=top).id
    company.units = {"company": top, "centre": centre}
    for key, name in story.REGIONS.items():
        company.units[key] = create_unit(actor=by, name=name, code=key.upper(), kind=Unit.Kind.REGION, parent_id=centre).id
    make_delivered_posts(by)


def _people(company: Company, by: Actor, first: date) -> None:
    """People and posts. They may go on with the shared password; in a real company the first one must be changed."""
    posts = dict(Post.objects.values_list("code", "id"))
    with one_hash():
        for n, who in enumerate(story.PEOPLE, 1):
            company.people[who.login] = create_person(
                actor=by, username=who.login, name=who.name, staff_no=f"HZ{n:03d}", phone=f"1390000{8800 + n}",
                password=story.PASSWORD, joined_on=date(first.year - 3, 3, 1)).id
    for who in story.PEOPLE:
        pk = company.people[who.login]
        appoint(actor=by, person_id=pk, post_id=posts[who.post], unit_id=company.units[who.unit], since=first - timedelta(days=30))
    write.change(Person, where={"id__in": list(company.people.values())}, set={"must_change_password": False})
    for region, login in story.SERVICE.items():
        supervise_region(actor=by, unit_id=company.units[region], person_id=company.people[login])
    company.units["workshop"] = create_unit(actor=by, name=WORDS["workshop"], code="CJ", parent_id=company.units["company"],
                                            head_id=company.people[story.WORKSHOP]).id


def _rules(by: Actor, first: date) -> None:
    """The choices this company made where the rulebook leaves one."""
    start = first - timedelta(days=20)
    set_parameters(actor=by, control="orders.review", variant=WORDS["by_manager"], valid_from=start, reason=WORDS["trial"])
    set_parameters(actor=by, control="pricing.authority", values={"matrix_enabled": True}, valid_from=start, reason=WORDS["levels"])
    set_parameters(actor=by, control="insight.daily_report", values={"daily": False, "monthly": False}, valid_from=start,
                   reason=WORDS["no_clerk"])
    set_parameters(actor=by, control="satisfaction.roles", valid_from=start, reason=WORDS["no_representative"], values={
        "organiser": [story.CENTRE], "participant": [], "collect": [story.CENTRE], "analyst": story.CENTRE, "report": story.CENTRE,
        "improve": [story.CENTRE], "arbitration": story.COMPANY})
    set_parameters(actor=by, control="satisfaction.routing", variant=WORDS["briefed"], valid_from=start, reason=WORDS["no_representative"],
                   values={"cc": ["workshop"]})


def _goods(company: Company, by: Actor, first: date) -> None:
    for g in story.GOODS:
        pk = create_product(actor=by, name=g.name, number=g.code, spec=g.spec, unit=WORDS["bag"], packing=WORDS["packing"],
                            cost=Decimal(g.cost), safety_stock=Decimal(g.safety)).id
        set_opening_stock(actor=by, product_id=pk, quantity=Decimal(g.stock))
        company.goods[g.code] = pk
    for name, contact, routes in story.CARRIERS:
        company.carriers.append(create_carrier(actor=by, name=name, contact=contact, routes=routes, phone="0758-8220000").id)
    release(company, by, WORDS["first_list"], first - timedelta(days=20), {})


def release(company: Company, by: Actor, title: str, valid_from: date, changed: dict[str, str]) -> None:
    """A price list with floors at nine tenths of the price, released."""
    pk = create_price_list(actor=by, title=title, valid_from=valid_from).id
    set_prices(actor=by, price_list_id=pk, lines=[_price(company, g, changed.get(g.code, g.price)) for g in story.GOODS])
    release_price_list(actor=by, price_list_id=pk)


def _price(company: Company, good: Good, price: str) -> PriceInput:
    floor = money.round_half_up(Decimal(price) * Decimal("0.8"), 2)
    return PriceInput(product_id=company.goods[good.code], price=Decimal(price), floor=floor)


def _customers(company: Company, by: Actor, rng: Random) -> None:
    for code, word in story.OWN_WORDS.items():
        add_choice(actor=by, list_code=code, word=word)
    sources = choices.words("customers.source")
    for n, b in enumerate(story.BUYERS):
        data: dict[str, Any] = {
            "source": sources[n % len(sources)], "preferences": story.CHOICES["preferences"][n % len(story.CHOICES["preferences"])],
            "location": WORDS["province"] + b.place, "contact": b.contact, "legal_person": b.contact, "nature": b.nature,
            "scale": rng.choice(story.CHOICES["scale"]), "phone": f"13{rng.randrange(10**8, 10**9)}",
            "order_volume": WORDS["volume"].format(rng.randrange(4, 30) * 20)}
        pk = create_customer(actor=by, name=b.name, owner_id=company.people[story.SELLER[b.region]],
                             unit_id=company.units[b.region], **data).id
        company.customers[b.name] = pk
        _terms(by, pk, b)


def _terms(by: Actor, customer_id: int, b: Buyer) -> None:
    limit = b.limit or (60000 if b.method == "deposit" else 0)
    more: dict[str, Any] = {"credit_limit_fen": limit * 100, "credit_days": b.days} if limit else {}
    if b.method in ("credit", "bill", "deposit"):
        record_credit_investigation(actor=by, customer_id=customer_id, channels=list(story.CHOICES["channels"]),
                                    conclusion=WORDS["trusted"], passed=True)
        more["statement_day"] = 25 if limit >= 150000 else None
    set_credit_terms(actor=by, customer_id=customer_id, payment_method=b.method, reason=WORDS["terms"],
                     **{k: v for k, v in more.items() if v})
