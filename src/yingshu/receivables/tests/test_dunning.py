"""Asking for money: the log with its promises (REC-05), scheduled checks, and what stands in the lists of things to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.support.trade import Trade

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.receivables import queries, tasks
from yingshu.receivables.models import DunningNote
from yingshu.receivables.services import record_dunning, record_receipt

from .books import arrived, shipped

pytestmark = pytest.mark.django_db
TENTH = date(2026, 6, 10)


def at(day: int, hour: int = 9) -> Any:
    return clock.at(datetime(2026, 6, day, hour))


def todos(actor: Any, code: str) -> list[tuple[str, int | None]]:
    found = list(WORKLISTS[code].items(actor, 20))
    assert WORKLISTS[code].count(actor) == len(found)
    return [(t.title, t.amount_fen) for t in found]


def told(person: Any) -> list[str]:
    return list(Message.objects.filter(person_id=person.pk).order_by("id").values_list("clause", flat=True))


@pytest.mark.clause("REC-05")
def test_a_promise_not_kept_asks_again(trade: Trade) -> None:
    """Promised for 10 June, not received on 11 June: a task to ask again, and the two who care are told, once."""
    actor, customer = trade.actor("salesperson"), trade.customer("新兴禾苗")
    shipped(trade.actor("finance"), customer, 2_400_000, on=date(2026, 2, 1), due=date(2026, 3, 3))
    with at(3):
        done = record_dunning(actor=actor, customer_id=customer.pk, channel="phone", says="答应 10 日付", promised_on=TENTH)
        assert done.data["promised"] == "24000.00"
        assert todos(actor, "receivables.overdue") == []
    with at(10):
        assert todos(actor, "receivables.promises") == []
    with at(11):
        (todo,) = todos(actor, "receivables.promises")
        assert "新兴禾苗" in todo[0] and todo[1] == 2_400_000
        assert todos(trade.actor("salesperson_west"), "receivables.promises") == []
        for _ in range(2):
            assert tasks.check_promises(actor=system()).data == {"broken": 1}
        assert told(trade.company.person("salesperson")) == ["REC-05"]
    with at(12):
        record_receipt(actor=trade.actor("finance"), customer_id=customer.pk, amount=2_400_000)
        assert todos(actor, "receivables.promises") == []


@pytest.mark.clause("REC-05")
def test_asking_again_replaces_the_promise(trade: Trade) -> None:
    actor, customer = trade.actor("salesperson"), trade.customer()
    item = shipped(trade.actor("finance"), customer, 100, on=date(2026, 2, 1), due=date(2026, 3, 3))
    with at(3):
        record_dunning(actor=actor, item_id=item.pk, promised_on=TENTH, promised=60)
    with at(11):
        (broken,) = queries.broken_promises(actor, clock.today())
        assert (broken.note.item_id, broken.promise) == (item.pk, (TENTH, 60, 0))
        record_dunning(actor=actor, customer_id=customer.pk, says="再催", promised_on=date(2026, 6, 20))
        assert queries.broken_promises(actor, clock.today()) == []
    with at(21):
        assert [b.note.says for b in queries.broken_promises(actor, clock.today())] == ["再催"]


@pytest.mark.clause("REC-05")
def test_the_log_keeps_how_and_what(trade: Trade) -> None:
    actor, customer = trade.actor("salesperson"), trade.customer()
    with at(3):
        done = record_dunning(actor=actor, customer_id=customer.pk, channel="visit", says="约定周五")
    note = DunningNote.objects.get()
    assert (note.number, note.channel, note.says, note.actor_name, note.promised_fen) == (
        done.number, "visit", "约定周五", actor.name, None)
    with pytest.raises(InvalidInput):
        record_dunning(actor=actor, customer_id=customer.pk, promised=5)
    with pytest.raises(NotFound):
        record_dunning(actor=trade.actor("salesperson_west"), customer_id=customer.pk)


@pytest.mark.clause("REC-06")
def test_late_carriers_are_brought_up_once(trade: Trade) -> None:
    """Four days after arrival, not handed over: logistics has it on the list and is told."""
    finance, clerk = trade.actor("finance"), trade.actor("logistics_clerk")
    shipped(finance, trade.customer(), 500_000, on=date(2026, 6, 1), method="cod")
    arrived(finance, on=date(2026, 6, 3), due=date(2026, 6, 6))
    with at(6):
        assert todos(clerk, "receivables.cod") == []
    with at(7):
        assert [fen for _, fen in todos(clerk, "receivables.cod")] == [500_000]
        for _ in range(2):
            tasks.run_checks()
        assert told(trade.company.person("logistics_clerk")) == ["REC-06"]


@pytest.mark.clause("REC-03")
def test_overdue_items_are_told_to_the_salesperson(trade: Trade) -> None:
    finance = trade.actor("finance")
    shipped(finance, trade.customer(), 100, on=date(2026, 6, 1), due=date(2026, 6, 5))
    with at(5):
        assert tasks.check_overdue(actor=system()).data == {"overdue": 0}
    with at(6):
        assert tasks.check_overdue(actor=system()).data == {"overdue": 1}
        assert [fen for _, fen in todos(trade.actor("salesperson"), "receivables.overdue")] == [100]
        record_receipt(actor=finance, customer_id=trade.customer("乙").pk, amount=5)
        assert todos(finance, "receivables.free") == []
    assert told(trade.company.person("salesperson")) == ["REC-03"]
