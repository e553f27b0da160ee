"""The services, with their database, people and clock, against the model of the engine's own test: every verb in any order, a delegate at
the border of the period, an approver who leaves in the middle, and who decides a moment too late."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from yingshu.approvals import engine, errors, services
from yingshu.approvals.definition import AfterReturn
from yingshu.approvals.models import Approval
from yingshu.approvals.queries.mine import tasks_of
from yingshu.approvals.services.running import state_of
from yingshu.approvals.tests.test_engine import ADMIN, OWNER, Desk, Flow, World, made, modes, pick
from yingshu.kernel import caches, clock
from yingshu.organisation.services import change_person, delegate
from yingshu.pricing.services import ask_special_price, mend_special_price

from ..support.flows import flow

pytestmark = pytest.mark.django_db

# The people of the model: 2 and 3 stand below 1, 4 below 2; those below the line are only asked by others.
WHO = {1: "general_manager", 2: "vice_president", 3: "finance", 4: "director", OWNER: "salesperson", ADMIN: "admin",
       5: "sales_director", 6: "region_manager", 7: "logistics_clerk", 9: "assistant", 20: "billing_clerk"}
GIVER, DEPUTY = 4, "service_manager"
FIRST, LAST = date(2026, 6, 10), date(2026, 6, 11)
chains = st.lists(st.tuples(st.lists(st.sampled_from([1, 2, 3, 4]), min_size=1, max_size=3, unique=True), modes), min_size=1, max_size=3)


class Office(Flow):
    """The same events by the same rules; each is a business action of a person."""

    trade: Any

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(caches.watched())
        self.open.enter_context(transaction.atomic())
        self.goes_on(datetime(2026, 6, 10, 9))
        self.numbers = {self.trade.company.person(key).pk: n for n, key in WHO.items()}
        self.price = Decimal(880)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.open.close()

    def goes_on(self, now: datetime) -> None:
        self.now = now
        self.open.enter_context(clock.at(now))

    @initialize(drawn=chains, direct=st.booleans(), repeat=st.booleans())
    def begin(self, drawn: Any, direct: bool, repeat: bool) -> None:
        self.world = World()
        self.model = Desk(made(drawn), self.world, direct, repeat)
        steps = [{"code": s.code, "title": s.title, "mode": s.mode, "ratio": s.ratio,
                  "who": {"people": [WHO[int(p)] for p in s.who.people]}} for s in self.model.steps]
        flow("special_price", steps, repeat_passes=repeat, after_return=AfterReturn.DIRECT if direct else AfterReturn.AGAIN)
        delegate(actor=self.trade.actor(WHO[GIVER]), right="approvals.agree", receiver_id=self.trade.company.person(DEPUTY).pk,
                 first_day=FIRST, last_day=LAST, note="出差")
        self.asked = ask_special_price(actor=self.trade.actor(WHO[OWNER]), customer_id=self.trade.buyer.pk, reason="批量",
                                       product_id=self.trade.machine.pk, price=self.price).id
        self.pk = Approval.objects.get(kind="special_price", subject_id=self.asked).pk
        self.look()
        self.model.arrive(0)

    def look(self) -> None:
        """The engine's state as it is kept, in the numbers of the model."""
        state = state_of(Approval.objects.get(pk=self.pk))
        nodes = [n.but(seats=tuple(s.but(person=self.numbers[s.person]) for s in n.seats)) for n in state.nodes]
        self.state = state.but(nodes=tuple(nodes), owner=OWNER)

    def take(self, event: engine.Event) -> None:
        person = {n: self.trade.company.person(key).pk for n, key in WHO.items()}
        own, seller = {"approval_id": self.pk}, self.trade.actor(WHO[OWNER])
        by: Any = self.trade.actor(WHO[event.by]) if hasattr(event, "by") else None
        if isinstance(event, engine.Agree):
            services.agree(actor=by, **own)
        elif isinstance(event, engine.Refuse):
            services.refuse(actor=by, reason="太低", **own)
        elif isinstance(event, engine.Return):
            services.send_back(actor=by, to=event.to, direct=event.direct, reason="补充", **own)
        elif isinstance(event, engine.Transfer):
            services.transfer(actor=by, person_id=person[event.to], **own)
        elif isinstance(event, engine.Add):
            services.add_signer(actor=by, person_id=person[event.person], before=event.before, **own)
        elif isinstance(event, engine.Withdraw):
            services.withdraw(actor=by, **own)
        elif isinstance(event, engine.Stop):
            services.stop(actor=by, reason="客户取消", **own)
        elif isinstance(event, engine.Leave):
            change_person(actor=self.trade.actor("admin"), person_id=person[event.person], is_active=False)
        elif isinstance(event, engine.Again):
            self.price += Decimal(1) if event.nodes else 0
            mend_special_price(actor=seller, special_price_id=self.asked, reason="已补充", price=self.price)
        self.look()

    @rule(hours=st.sampled_from([7, 15, 24]))
    def time_passes(self, hours: int) -> None:
        self.goes_on(self.now + timedelta(hours=hours))

    @precondition(Flow.running)
    @rule()
    def agree_by_proxy(self) -> None:
        """The delegate decides instead of the giver, to the last minute of the period and only where the giver is asked."""
        deputy, model = self.trade.actor(DEPUTY), self.model
        party = next((p for p, person in model.open() if person == GIVER), None)
        may = party is not None and FIRST <= self.now.date() <= LAST
        assert [t.approval_id for t in tasks_of(deputy)] == [self.pk] * may
        if party is None or not may:
            with pytest.raises(errors.NotYourTurn):
                services.agree(actor=deputy, approval_id=self.pk)
            return
        services.agree(actor=deputy, approval_id=self.pk)
        self.look()
        party.answered(GIVER)
        model.own[model.at].add(GIVER)
        model.acted = True
        model.settle()

    @precondition(Flow.running)
    @rule(n=pick)
    def too_late(self, n: int) -> None:
        """Two saw the same task: the second finds it decided, unless they are asked again by what came next."""
        _party, person, _seat = self.chosen(n)
        self.agree(n)
        if person not in [asked for _p, asked in self.model.open()]:
            with pytest.raises((errors.NotYourTurn, errors.NotRunning)):
                services.refuse(actor=self.trade.actor(WHO[person]), approval_id=self.pk, reason="太低")

    @precondition(Flow.running)
    @rule(n=pick, to=st.sampled_from([1, 2, 3, 4, 5, 6, OWNER]))
    def transfer(self, n: int, to: int) -> None:
        super().transfer(n, to)

    @precondition(Flow.running)
    @rule(n=pick, who=st.sampled_from([1, 2, 3, 4, 7, 9, 20, OWNER]), before=st.booleans())
    def add_signer(self, n: int, who: int, before: bool) -> None:
        super().add_signer(n, who, before)

    @precondition(Flow.running)
    @rule(n=pick)
    def leaves(self, n: int) -> None:
        if self.chosen(n)[1] in (2, 3, 4) and not self.model.back:
            super().leaves(n)


@pytest.fixture
def office(trade: Any) -> type[Office]:
    trade.parameters("pricing.authority", "四级权限")
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    return type("OfficeOfTrade", (Office,), {"trade": trade})


@pytest.mark.clause("ORG-29")
def test_the_services_do_what_the_model_says(office: type[Office]) -> None:
    run_state_machine_as_test(office, settings=settings(
        max_examples=12, stateful_step_count=14, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]))
