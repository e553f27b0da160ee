"""The sealed trail."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from yingshu.audit import history, trail
from yingshu.audit.models import AuditEntry, AuditSeal
from yingshu.audit.queries import history_of, last_change
from yingshu.kernel.ledger import InsertOnlyError

pytestmark = pytest.mark.no_invariants


@pytest.fixture
def entries(company):
    for language in ("en", "zh-hans", "en"):
        company.act("organisation.change_own_settings", "finance", language=language)
    assert trail.seal() == 3
    return list(AuditEntry.objects.order_by("id"))


def lift(table):
    """What somebody with the database in hand would do first."""
    with connection.cursor() as cursor:
        for op in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER {table}_no_{op}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_trail_is_intact_and_sealing_again_adds_nothing(entries):
    assert (trail.seal(), trail.verify()) == (0, trail.Verification(3, 0))


def test_an_edited_entry_is_found(entries):
    lift("audit_auditentry")
    run("UPDATE audit_auditentry SET actor_name = 'somebody else' WHERE id = %s", entries[1].pk)
    assert trail.verify() == trail.Verification(1, 0, entries[1].pk, "changed")


def test_a_removed_entry_is_found(entries):
    lift("audit_auditentry")
    run("DELETE FROM audit_auditentry WHERE id = %s", entries[2].pk)
    assert trail.verify() == trail.Verification(2, -1, entries[2].pk, "removed")


def test_a_removed_seal_is_found(entries):
    lift("audit_auditseal")
    run("DELETE FROM audit_auditseal WHERE position = 1")
    assert trail.verify().broken_entry == entries[1].pk


def test_an_entry_changed_together_with_its_seal_breaks_the_next_one(entries):
    lift("audit_auditentry")
    lift("audit_auditseal")
    run("UPDATE audit_auditentry SET actor_name = 'somebody else' WHERE id = %s", entries[0].pk)
    forged = trail._digest(trail.GENESIS, AuditEntry.objects.get(pk=entries[0].pk))
    run("UPDATE audit_auditseal SET digest = %s WHERE position = 1", forged)
    assert trail.verify().broken_entry == entries[1].pk


def test_the_database_refuses_changes(entries):
    with pytest.raises(InsertOnlyError):
        entries[0].save()
    for sql in ("UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry", "DELETE FROM audit_auditseal"):
        with pytest.raises(Exception, match="insert-only"), transaction.atomic():
            run(sql)
    assert (AuditEntry.objects.count(), AuditSeal.objects.count()) == (3, 3)


def test_history_of_a_record(entries, company):
    pk = company.person("finance").pk
    assert list(history_of("person", pk)) == entries[::-1]
    assert last_change("person", pk) == entries[2]
    assert [(e.before, e.after) for e in entries] == [
        ({"language": "zh-hans"}, {"language": "en"}), ({"language": "en"}, {"language": "zh-hans"}),
        ({"language": "zh-hans"}, {"language": "en"})]


@pytest.mark.parametrize(("kind", "name", "value", "words"), [
    ("work_report", "timing", "on_time", "按时"), ("stocktake", "state", "posted", "已过账"),
    ("reconciliation", "kind", "finance", "与财务"),
    ("meeting", "topics", ["collection", "自定议题"], "货款回收、自定议题"), ("nothing", "payment_method", "cod", "代收货款"),
    ("order", "lane", "workshop", "车间"), ("dunning_note", "channel", "phone", "电话"),
    ("nothing", "control", "orders.slip_gate", "销售单闸口"),
    ("nothing", "rights", ["orders.register", "orders.view", "@orders.view"], "新建订单、查看订单、@orders.view"),
    ("nothing", "posts", ["vice_president"], "营销副总"), ("nothing", "level", "director", "营销总监"),
    ("nothing", "username", "admin", "admin"), ("nothing", "name", "Posted by hand", "Posted by hand")])
def test_history_tells_codes_in_words(company, kind, name, value, words):
    assert history.shown(name, value, history.fields_of(kind)) == words
