"""The inbox and the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from yingshu.kernel import clock
from yingshu.kernel.errors import NotFound
from yingshu.kernel.services import ACTIONS, Done, service
from yingshu.notifications.models import Message, Outgoing
from yingshu.notifications.queries import inbox, text_of, unread_count
from yingshu.notifications.services import mark_all_read, mark_read, tell, tell_posts
from yingshu.notifications.tasks import MOST_TRIES, send_outgoing

NEWS = "Customer files %(period)s"


@service("notifications.try_out")
def say_it(*, actor, call=None, **told):
    call(**told)
    return Done("test", 1)


ACTIONS.pop("notifications.try_out")  # for these tests only, not a right


def told(company, call=tell, **more):
    say_it(actor=_everyone(company), call=call, **{"msgid": NEWS, "args": {"period": "2026-05"}, **more})


def _everyone(company):
    return replace(company.actor("admin"), everything=True)


def test_people_are_told_in_the_inbox_and_by_mail(company):
    ids = [company.person("finance").pk, company.person("director").pk]
    told(company, person_ids=[*ids, ids[0]], url="/x/1/", clause="CUS-03")
    assert [(m.person_id, text_of(m), m.url, m.clause) for m in Message.objects.order_by("id")] == [
        (pk, "客户档案 2026-05", "/x/1/", "CUS-03") for pk in ids]
    assert list(Outgoing.objects.order_by("id").values_list("recipient", "subject", "body")) == [
        (f"{who}@company.example", "客户档案 2026-05", "客户档案 2026-05\n\nhttp://localhost:8000/x/1/") for who in ("finance", "director")]


def test_the_same_news_reaches_a_person_once(company):
    ids = [company.person("finance").pk]
    for _n in range(2):
        told(company, person_ids=ids, dedupe="d1")
    told(company, person_ids=ids, dedupe="d2")
    assert list(Message.objects.order_by("id").values_list("dedupe", flat=True)) == ["d1", "d2"]


def test_posts_are_told_by_code_or_name_and_the_deputy_with_them(company):
    company.act("organisation.register_absence", "director", deputy_id=company.person("assistant").pk)
    told(company, call=tell_posts, posts=("director", "财务"), email=False)
    assert set(Message.objects.values_list("person_id", flat=True)) == {
        company.person(key).pk for key in ("director", "finance", "assistant")}
    assert not Outgoing.objects.exists()


def test_mails_show_no_amounts_and_no_whole_phone_numbers(company):
    told(company, person_ids=[company.person("finance").pk], msgid="%(who)s owes %(open_fen)s",
         args={"who": "张三 13812345678", "open_fen": 1234500})
    assert text_of(Message.objects.get()) == "张三 13812345678 owes 12,345.00"
    assert Outgoing.objects.get().subject == "张三 138****5678 owes ***"


def test_a_mail_is_written_in_its_readers_language(company):
    company.act("organisation.change_own_settings", "finance", language="en")
    told(company, person_ids=[company.person("finance").pk])
    assert Outgoing.objects.get().subject == "Customer files 2026-05"


def test_nothing_is_told_of_what_did_not_happen(company):
    def fail(**told_):
        tell(**told_)
        raise NotFound

    with pytest.raises(NotFound):
        told(company, call=fail, person_ids=[company.person("finance").pk])
    assert not Message.objects.exists()


def test_everybody_reads_their_own_messages_only(company):
    told(company, person_ids=[company.person("finance").pk, company.person("director").pk])
    finance, director = company.actor("finance"), company.actor("director")
    mine = inbox(finance).get()
    with pytest.raises(NotFound):
        mark_read(actor=director, message_id=mine.pk)
    mark_read(actor=finance, message_id=mine.pk)
    assert (unread_count(finance), unread_count(director)) == (0, 1)
    assert mark_all_read(actor=director).data == {"read": 1}
    assert unread_count(director) == 0


def test_mails_leave_once(company, mailoutbox):
    told(company, person_ids=[company.person("finance").pk])
    assert [send_outgoing(), send_outgoing()] == [1, 0]
    assert [(m.to, m.subject) for m in mailoutbox] == [(["finance@company.example"], "客户档案 2026-05")]
    assert Outgoing.objects.get().state == "sent"


def test_a_failing_mail_server_is_tried_again_later_and_given_up_at_last(company, settings):
    settings.EMAIL_BACKEND = "yingshu.notifications.tests.broken.Backend"
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        told(company, person_ids=[company.person("finance").pk])
        assert [send_outgoing(), send_outgoing()] == [0, 0]
        waits = Outgoing.objects.get()
        assert (waits.tries, waits.state, waits.error, clock.local(waits.next_try_at).minute) == (1, "waiting", "no route", 1)
    for n in range(1, MOST_TRIES):
        with clock.at(Outgoing.objects.get().next_try_at + timedelta(seconds=1)):
            assert Outgoing.objects.get().tries == n
            send_outgoing()
    assert (Outgoing.objects.get().tries, Outgoing.objects.get().state) == (MOST_TRIES, "failed")
