"""Administration pages: announcements, people online, schedules, backups, number rules, column titles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from tests.support.browsing import browser

from yingshu.documents.numbers import next_number, prefix_of
from yingshu.documents.services import set_number_prefix
from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.notifications.models import Announcement, Message
from yingshu.notifications.services import announce, withdraw_announcement
from yingshu.onboarding.models import Synonym
from yingshu.onboarding.services import add_synonym, remove_synonym
from yingshu.portal import shelf, tasks


def test_an_announcement_is_on_every_workbench_until_it_ends(trade: Any) -> None:
    done = announce(actor=trade.actor("admin"), title="端午放假", text="19 日至 21 日放假。", until=clock.today() + timedelta(days=2))
    home = browser(trade, "salesperson").get("/").content.decode()
    assert "端午放假" in home and "19 日至 21 日放假。" in home
    told = Message.objects.filter(person_id=trade.company.person("workshop").pk).get()
    assert told.args == {"title": "端午放假"}
    with clock.at(clock.now() + timedelta(days=3)):
        assert "19 日至" not in browser(trade, "salesperson").get("/").content.decode()
    assert "显示中" in browser(trade, "admin").get("/announcements/").content.decode()
    withdraw_announcement(actor=trade.actor("admin"), announcement_id=done.id)
    assert "19 日至" not in browser(trade, "salesperson").get("/").content.decode()
    assert browser(trade, "salesperson").get("/announcements/").status_code == 403
    with pytest.raises(NotFound):
        withdraw_announcement(actor=trade.actor("admin"), announcement_id=done.id)
    with pytest.raises(InvalidInput):
        announce(actor=trade.actor("admin"), title="x", text="y", until=clock.today() - timedelta(days=1))
    assert Announcement.objects.count() == 1


def test_who_is_online_can_be_signed_out(trade: Any) -> None:
    worker, admin = browser(trade, "workshop"), browser(trade, "admin")
    assert worker.get("/").status_code == 200
    name = trade.company.person("workshop").name
    assert name in admin.get("/system/online/").content.decode()
    sessions = Session.objects.count()
    url = f"/act/organisation.end_sessions/?person_id={trade.company.person('workshop').pk}"
    assert admin.post(url, {"reason": "手机丢失", "idempotency_key": "k"}).status_code == 302
    assert (Session.objects.count(), worker.get("/").status_code) == (sessions - 1, 302)
    assert name not in admin.get("/system/online/").content.decode().split("<tbody>")[1]
    assert worker.get("/system/online/").status_code == 302 and browser(trade, "finance").get("/system/online/").status_code == 403


def test_schedules_are_listed_in_words(trade: Any) -> None:
    page = browser(trade, "admin").get("/system/schedules/").content.decode()
    assert "每日备份" in page and "safety" not in page
    assert browser(trade, "finance").get("/system/schedules/").status_code == 403


def test_backups_of_the_nights_are_thinned_out_and_those_by_hand_stay(trade: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(shelf.backups, "write_backup", lambda target: target.write_bytes(b"x" * 2_000_000))
    shelf.make()
    for day in range(shelf.NIGHTS + 3):
        with clock.at(clock.now() + timedelta(days=day)):
            tasks.nightly_backup()
    kept = shelf.on_shelf()
    assert (sum(k.by_itself for k in kept), sum(not k.by_itself for k in kept)) == (shelf.NIGHTS, 1)
    page = browser(trade, "admin").get("/system/backups/").content.decode()
    assert kept[0].name in page and "1.9" in page
    assert browser(trade, "finance").post("/system/backups/").status_code == 403
    assert browser(trade, "admin").post("/system/backups/").status_code == 302


def test_a_prefix_of_numbers_is_the_companys(trade: Any) -> None:
    admin, today = trade.actor("admin"), clock.today()
    assert next_number("order", today).startswith("DD")
    set_number_prefix(actor=admin, kind="order", prefix="SO")
    assert (prefix_of("order"), next_number("order", today)) == ("SO", f"SO{today:%Y%m%d}-0002")
    assert f"SO{today:%Y%m%d}-0002" in browser(trade, "admin").get("/number-rules/").content.decode()
    with pytest.raises(InvalidInput):
        set_number_prefix(actor=admin, kind="slip", prefix="SO")
    set_number_prefix(actor=admin, kind="slip", prefix="DD")
    with pytest.raises(NotFound):
        set_number_prefix(actor=admin, kind="nothing", prefix="ZZ")


def test_titles_that_imports_learned_are_listed_and_removed(trade: Any) -> None:
    admin = trade.actor("admin")
    add_synonym(actor=admin, field="products.number", title="货号甲")
    page = browser(trade, "admin").get("/synonyms/").content.decode()
    assert "货号甲" in page and "产品编号" in page
    remove_synonym(actor=admin, synonym_id=Synonym.objects.get().pk)
    assert not Synonym.objects.exists()
