"""The life of a rulebook: scope, drafts, signatures, publication, the older version's end, reading (ORG-01, 31, 32, 33; S12)."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime

import pytest
from django.db import connection

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import BusinessError, IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.models import Appointment
from yingshu.organisation.principal import people_changed
from yingshu.rulebook import sections
from yingshu.rulebook.books import books_of, clauses_of, composed, in_force_on, nodes_of, reading_of, standing
from yingshu.rulebook.controls import PUBLICATION, READING
from yingshu.rulebook.decisions import Refused, in_force, params_of
from yingshu.rulebook.errors import (
    EmptyBook,
    NoLeaders,
    NotAsked,
    NotForYou,
    NotInForce,
    NotOpened,
    OpenVersionExists,
    TextWithoutPlace,
    VersionIsClosed,
)
from yingshu.rulebook.models import BookNode, DecisionRecord, ParameterSet, Rulebook, RulebookVersion, Signature
from yingshu.rulebook.parsing import parse
from yingshu.rulebook.services import set_parameters
from yingshu.rulebook.services.book_text import pieces_of

TEXT = "营销制度\n第一章 总则\n第一条 为规范营销工作，制定本制度。\n第二章 发货\n第二条 备货完成且货款到账，方可开具销售单。\n"


@pytest.fixture
def at():
    """Set the clock to a day."""
    with ExitStack() as stack:
        yield lambda day: stack.enter_context(clock.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=clock.ZONE)))


@pytest.fixture
def book(company):
    """A rulebook of the whole company with a draft of two articles."""
    return make_book(company)


def make_book(company, code="YX", text=TEXT, **more):
    made = company.act("rulebook.create_book", "director", code=code, title="营销中心管理制度", **more)
    company.act("rulebook.import_text", "director", rulebook_id=made.id, pieces=pieces_of(parse(text)))
    return Rulebook.objects.get(pk=made.id)


def draft_of(book):
    return RulebookVersion.objects.get(rulebook=book, state="draft")


def approved(company, version, leader="vice_president"):
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[company.person(leader).pk])
    company.act("rulebook.approve_version", leader, version_id=version.pk)
    return RulebookVersion.objects.get(pk=version.pk)


def published(company, book, day, version=None):
    version = approved(company, version or draft_of(book))
    company.act("rulebook.publish_version", "director", version_id=version.pk, valid_from=date.fromisoformat(day))
    return RulebookVersion.objects.get(pk=version.pk)


# ---- ORG-31

@pytest.mark.clause("ORG-31")
def test_on_the_first_day_of_the_new_version_only_it_is_in_force(company, book, at):
    at("2022-01-05")
    old = published(company, book, "2022-01-10")
    at("2022-12-20")
    new = company.act("rulebook.draft_version", "director", rulebook_id=book.pk)
    new = published(company, book, "2023-01-01", RulebookVersion.objects.get(pk=new.id))
    old.refresh_from_db()
    assert (old.valid_from, old.valid_until) == (date(2022, 1, 10), date(2022, 12, 31))
    assert [in_force_on(book.pk, date.fromisoformat(d))
            for d in ("2022-01-09", "2022-01-10", "2022-12-31", "2023-01-01", "2026-01-01")] == [
        None, old, old, new, new]
    assert [standing(old, date(2023, 1, 1)), standing(new, date(2023, 1, 1)), standing(new, date(2022, 12, 31))] == [
        "ended", "in_force", "scheduled"]


@pytest.mark.clause("ORG-31")
def test_without_the_leaders_approval_publication_is_refused_and_recorded(company, book):
    version = draft_of(book)
    for submit in (False, True):
        if submit:
            company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[company.person("vice_president").pk])
        with pytest.raises(Refused) as refusal:
            company.act("rulebook.publish_version", "director", version_id=version.pk, valid_from=date(2023, 1, 1))
        assert refusal.value.clause == "ORG-31"
    assert str(refusal.value.decision.verdict.says) == "YX V1 尚未审批通过，缺：营销副总秦刚。"
    records = DecisionRecord.objects.filter(control=PUBLICATION.code).values_list("outcome", "subject_number", "clause")
    assert list(records) == [("refuse", "YX V1", "ORG-31")] * 2
    assert RulebookVersion.objects.get(pk=version.pk).state == "review" and in_force_on(book.pk) is None


@pytest.mark.clause("ORG-31")
def test_by_the_rule_of_the_day_of_making_it_holds_from_the_approval(company, book, at):
    at("2026-02-01")
    set_parameters(actor=system(), control=PUBLICATION.code, variant="制定之日")
    at("2026-03-02")
    version = approved(company, draft_of(book))
    at("2026-03-05")
    done = company.act("rulebook.publish_version", "director", version_id=version.pk)
    assert done.data["valid_from"] == "2026-03-02"
    assert RulebookVersion.objects.get(pk=version.pk).valid_from == date(2026, 3, 2)


def test_otherwise_the_day_must_be_given_and_lie_after_the_former(company, book, at):
    at("2026-03-01")
    first = published(company, book, "2026-03-10")
    second = company.act("rulebook.draft_version", "director", rulebook_id=book.pk)
    version = approved(company, RulebookVersion.objects.get(pk=second.id))
    with pytest.raises(InvalidInput) as problem:
        company.act("rulebook.publish_version", "director", version_id=version.pk)
    assert list(problem.value.errors) == ["valid_from"]
    with pytest.raises(Refused) as refusal:
        company.act("rulebook.publish_version", "director", version_id=version.pk, valid_from=date(2026, 3, 10))
    assert str(refusal.value.decision.verdict.says) == "YX V1 自 2026-03-10 起生效，新版的生效日必须晚于该日。"
    first.refresh_from_db()
    assert first.valid_until is None


def test_a_version_is_published_once(company, book):
    version = published(company, book, "2026-01-01")
    with pytest.raises(IllegalTransition):
        company.act("rulebook.publish_version", "director", version_id=version.pk, valid_from=date(2026, 2, 1))
    assert RulebookVersion.objects.get(pk=version.pk).valid_from == date(2026, 1, 1)


def test_all_named_leaders_sign_and_nobody_else(company, book):
    version, vice, head = draft_of(book), company.person("vice_president"), company.person("general_manager")
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[vice.pk, head.pk])
    with pytest.raises(NotAsked):
        company.act("rulebook.approve_version", "sales_director", version_id=version.pk)
    company.act("rulebook.approve_version", "vice_president", version_id=version.pk, opinion="同意")
    assert RulebookVersion.objects.get(pk=version.pk).state == "review"
    with pytest.raises(NotAsked):
        company.act("rulebook.approve_version", "vice_president", version_id=version.pk)
    company.act("rulebook.approve_version", "general_manager", version_id=version.pk)
    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("approved", "营销副总秦刚、总经理老顾")
    signed = Signature.objects.order_by("decided_at").values_list("person__name", "agreed", "opinion")
    assert list(signed) == [("营销副总秦刚", True, "同意"), ("总经理老顾", True, "")]


def test_sent_back_it_is_a_draft_again_and_asks_anew(company, book):
    version, vice = draft_of(book), company.person("vice_president").pk
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[vice])
    company.act("rulebook.refuse_version", "vice_president", version_id=version.pk, reason="第二条不清楚")
    assert RulebookVersion.objects.get(pk=version.pk).state == "draft"
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[vice])
    company.act("rulebook.approve_version", "vice_president", version_id=version.pk)
    assert list(Signature.objects.values_list("round", "agreed")) == [(1, False), (2, True)]


def test_who_drafts_does_not_approve_alone(company, book):
    version = draft_of(book)
    for leaders in ([], [company.person("director").pk], [999_999]):
        with pytest.raises(NoLeaders):
            company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=leaders)
    assert RulebookVersion.objects.get(pk=version.pk).state == "draft"


def test_one_version_is_under_way_at_a_time(company, book):
    with pytest.raises(OpenVersionExists):
        company.act("rulebook.draft_version", "director", rulebook_id=book.pk)
    with pytest.raises(OpenVersionExists):
        company.act("rulebook.import_text", "director", rulebook_id=book.pk, pieces=pieces_of(parse(TEXT)))
    company.act("rulebook.discard_version", "director", version_id=draft_of(book).pk, reason="重来")
    assert company.act("rulebook.draft_version", "director", rulebook_id=book.pk).number == "YX V1"


# ---- text

def test_unplaced_text_is_placed_by_hand_before_it_is_submitted(company):
    book = make_book(company, text=TEXT + "第三条 本制度自发布之日起施行。\n上一篇：销售方案\n补充说明\n")
    version = draft_of(book)
    vice = [company.person("vice_president").pk]
    with pytest.raises(TextWithoutPlace) as problem:
        company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=vice)
    assert (problem.value.data["count"], problem.value.data["first"]) == (2, "上一篇：销售方案")
    lost = [node for node in nodes_of(version) if node.kind == "unplaced"]
    company.act("rulebook.remove_node", "director", node_id=lost[0].pk)
    first = next(node for node in nodes_of(version) if node.label == "第一条")
    company.act("rulebook.change_node", "director", node_id=lost[1].pk, kind="paragraph", depth=first.depth + 1)
    company.act("rulebook.move_node", "director", node_id=lost[1].pk, after_id=first.pk)
    assert [(n.label, n.text) for n in nodes_of(version) if n.kind in ("article", "paragraph")] == [
        ("第一条", "为规范营销工作，制定本制度。"), ("", "补充说明"), ("第二条", "备货完成且货款到账，方可开具销售单。"),
        ("第三条", "本制度自发布之日起施行。")]
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=vice)


def test_what_leaders_saw_cannot_be_changed(company, book):
    version = draft_of(book)
    node = nodes_of(version)[0]
    company.act("rulebook.submit_version", "director", version_id=version.pk, leaders=[company.person("vice_president").pk])
    for action, arguments in (("change_node", {"node_id": node.pk, "text": "改"}), ("remove_node", {"node_id": node.pk}),
                              ("move_node", {"node_id": node.pk}), ("add_node", {"version_id": version.pk, "kind": "article"}),
                              ("discard_version", {"version_id": version.pk, "reason": "不要"})):
        with pytest.raises(VersionIsClosed):
            company.act(f"rulebook.{action}", "director", **arguments)
    company.act("rulebook.withdraw_version", "director", version_id=version.pk, reason="再改")
    company.act("rulebook.change_node", "director", node_id=node.pk, title="改")
    assert BookNode.objects.get(pk=node.pk).title == "改"


def test_bindings_name_clauses_and_controls_that_exist(company, book):
    node = next(n for n in nodes_of(draft_of(book)) if n.label == "第二条")
    company.act("rulebook.change_node", "director", node_id=node.pk, clauses=["ORD-06"], controls=["rulebook.publication"])
    assert BookNode.objects.get(pk=node.pk).clauses == ["ORD-06"]
    with pytest.raises(InvalidInput) as problem:
        company.act("rulebook.change_node", "director", node_id=node.pk, clauses=["ORD-99"], controls=["orders.magic"])
    assert problem.value.errors == {"clauses": ["没有条款 ORD-99。"], "controls": ["没有控制点 orders.magic。"]}


def test_an_empty_book_is_not_submitted(company):
    made = company.act("rulebook.create_book", "director", code="K", title="空")
    version = company.act("rulebook.draft_version", "director", rulebook_id=made.id)
    with pytest.raises(EmptyBook):
        company.act("rulebook.submit_version", "director", version_id=version.id, leaders=[company.person("vice_president").pk])


def test_posts_without_the_right_may_not(company, book):
    with pytest.raises(NotAllowed):
        company.act("rulebook.publish_version", "salesperson", version_id=draft_of(book).pk, valid_from=date(2026, 1, 1))
    with pytest.raises(NotFound):
        company.act("rulebook.publish_version", "director", version_id=999_999, valid_from=date(2026, 1, 1))


# ---- ORG-01

@pytest.mark.clause("ORG-01")
def test_a_new_trainee_in_a_covered_post_has_the_book_at_once(company, at):
    at("2026-06-01")
    book = make_book(company, posts=["salesperson"])
    node = next(n for n in nodes_of(draft_of(book)) if n.label == "第二条")
    company.act("rulebook.change_node", "director", node_id=node.pk, clauses=["ORD-06", "ORD-01"])
    version = published(company, book, "2026-06-01")
    trainee = company.hire("trainee", "salesperson", "west", name="实习业务员小丁")
    assert books_of(trainee.pk) == [version]
    assert [c.id for c in clauses_of(trainee.pk)] == ["ORD-01", "ORD-06"]


@pytest.mark.clause("ORG-01")
def test_nobody_outside_the_scope_is_covered_and_is_told_so(company, at):
    at("2026-06-01")
    book = make_book(company, posts=["salesperson"], unit_id=company.unit("east").pk)
    version = published(company, book, "2026-06-01")
    assert [p.username for p in (company.person("salesperson"), company.person("salesperson_west"), company.person("finance"))
            if books_of(p.pk) == [version]] == ["salesperson"]
    assert clauses_of(company.person("finance").pk) == []


def test_newcomers_can_be_left_out(company, at):
    at("2026-06-01")
    version = published(company, make_book(company, newcomers=False), "2026-06-01")
    person = company.person("salesperson")
    person.joined_on = date(2026, 5, 1)
    person.save()
    assert books_of(person.pk) == [] and books_of(company.person("finance").pk) == [version]
    assert books_of(person.pk, date(2026, 9, 1)) == [version]


@pytest.mark.clause("ORG-01")
def test_a_region_overrides_only_what_headquarters_opened(company, at):
    at("2026-06-01")
    book = make_book(company)
    first, second = (next(n for n in nodes_of(draft_of(book)) if n.label == label) for label in ("第一条", "第二条"))
    company.act("rulebook.change_node", "director", node_id=second.pk, opened=True)
    published(company, book, "2026-06-01")
    own = make_book(company, code="EAST", text="东区补充规定\n第一条 东区备货完成即可开单。\n", unit_id=company.unit("east").pk,
                    parent_id=book.pk)
    draft = draft_of(own)
    node = next(n for n in nodes_of(draft) if n.kind == "article")
    company.act("rulebook.change_node", "director", node_id=node.pk, overrides=first.key)
    with pytest.raises(NotOpened):
        approved(company, draft)
    company.act("rulebook.change_node", "director", node_id=node.pk, overrides=second.key)
    version = published(company, own, "2026-06-02")
    assert [n.text for n in composed(version) if n.kind == "article"] == ["为规范营销工作，制定本制度。", "东区备货完成即可开单。"]


# ---- ORG-32

@pytest.mark.clause("ORG-32")
def test_eight_of_ten_have_read_it(company, at):
    """S12 step 1: ten people, eight confirmations: 80.00 %, and the two are named."""
    at("2026-06-01")
    Appointment.objects.filter(person__username__in=[
        "billing_clerk", "warehouse", "workshop", "admin", "finance"]).update(until=date(2026, 5, 31))
    people_changed()
    version = published(company, make_book(company), "2026-06-01")
    readers = reading_of(version).people
    assert len(readers) == 10
    for person in readers[:8]:
        company.act("rulebook.confirm_reading", person.username, version_id=version.pk)
    reading = reading_of(version)
    assert f"{reading.share * 100:.2f}%" == "80.00%" and reading.missing == readers[8:] and reading.due == date(2026, 6, 8)
    company.act("rulebook.confirm_reading", readers[0].username, version_id=version.pk)
    assert version.confirmations.count() == 8
    assert company.act("rulebook.remind_readers", "director", version_id=version.pk).data["reminded"] == 2


def test_nobody_confirms_what_does_not_hold_for_them(company, book, at):
    at("2026-06-01")
    version = published(company, book, "2026-07-01")
    with pytest.raises(NotForYou):
        company.act("rulebook.confirm_reading", "salesperson", version_id=version.pk)


# ---- what publication puts to work

class Chore(sections.Item):
    """An item of a section made for this test."""

    every: str = "month"


def test_publication_puts_parameters_and_items_in_force_once(company, book, at, monkeypatch):
    at("2026-06-01")
    told = []
    delivered = (Chore(code="a", title="甲", clauses=("ORD-06",)), Chore(code="b", title="乙", clauses=("ORD-07",)))
    section = sections.Section("chores", Chore, lambda actor, origin, items: told.append((origin, list(items))), lambda: delivered)
    monkeypatch.setitem(sections.SECTIONS, "chores", section)
    draft = draft_of(book)
    RulebookVersion.objects.filter(pk=draft.pk).update(settings={
        "controls": {"rulebook.reading": {"values": {"acknowledge_within_days": 5}}}, "items": {"chores": [{"code": "c", "title": "丙"}]}})
    node = next(n for n in nodes_of(draft) if n.label == "第二条")
    company.act("rulebook.change_node", "director", node_id=node.pk, clauses=["ORD-06"])
    version = published(company, book, "2026-06-10")
    assert told == [(sections.Origin("YX", 1, date(2026, 6, 10), None), [delivered[0], Chore(code="c", title="丙")])]
    reading = in_force(READING, None, date(2026, 6, 10))
    assert (reading.params.acknowledge_within_days, reading.since) == (5, date(2026, 6, 10))
    assert params_of(PUBLICATION).effective_rule == "day_given" and ParameterSet.objects.count() == 1
    assert version.state == "published"


def test_an_item_that_cannot_be_put_in_force_leaves_everything_as_it_was(company, book, monkeypatch):
    def broken(actor, origin, items):
        raise InvalidInput({"items": ["broken"]})
    monkeypatch.setitem(sections.SECTIONS, "chores", sections.Section("chores", Chore, broken))
    version = approved(company, draft_of(book))
    with pytest.raises(InvalidInput):
        company.act("rulebook.publish_version", "director", version_id=version.pk, valid_from=date(2026, 6, 10))
    assert RulebookVersion.objects.get(pk=version.pk).state == "approved" and not ParameterSet.objects.exists()


def test_of_two_publications_at_once_one_wins(transactional_db, company, book):
    """Both leaders' people press the button in the same moment: one version, one set of parameters, one former version ended."""
    version = approved(company, draft_of(book))
    actors = [company.actor("director"), company.actor("vice_president")]

    def publish(actor):
        try:
            return ACTIONS["rulebook.publish_version"].run(actor=actor, version_id=version.pk, valid_from=date(2026, 1, 1)).state
        except BusinessError as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(publish, actors))
    assert answers in (["illegal_transition", "published"], ["busy", "published"])
    assert [v.valid_from for v in RulebookVersion.objects.filter(state="published")] == [date(2026, 1, 1)]
    assert DecisionRecord.objects.filter(control=PUBLICATION.code, outcome="allow").count() == 1


# ---- a book ends without a successor (ORG-31)

def ended(company, version, day, agree=True):
    company.act("rulebook.ask_retirement", "director", version_id=version.pk, last_day=date.fromisoformat(day), reason="并入集团制度",
                leader_id=company.person("vice_president").pk)
    return company.act("rulebook.decide_retirement", "vice_president", version_id=version.pk, agree=agree, opinion="同意")


@pytest.mark.clause("ORG-31")
def test_a_book_ends_with_its_last_day_and_with_it_what_it_put_to_work(company, book, at, monkeypatch):
    at("2026-06-01")
    version, heard = published(company, book, "2026-06-01"), []
    for name, section in sections.SECTIONS.items():
        monkeypatch.setitem(sections.SECTIONS, name, dataclasses.replace(
            section, put_in_force=lambda actor, origin, items, name=name: heard.append((name, origin.first_day, list(items)))))
    ended(company, version, "2026-06-30")
    assert heard == [(name, date(2026, 7, 1), []) for name in sections.SECTIONS]
    assert in_force_on(book.pk, date(2026, 6, 30)) == version and in_force_on(book.pk, date(2026, 7, 1)) is None
    at("2026-07-01")
    assert standing(RulebookVersion.objects.get(pk=version.pk)) == "ended"
    with pytest.raises(NotInForce):
        ended(company, version, "2026-07-31")


def test_who_asks_does_not_decide_and_a_refused_end_changes_nothing(company, book, at):
    at("2026-06-01")
    version = published(company, book, "2026-06-01")
    asking = {"version_id": version.pk, "last_day": date(2026, 6, 30), "reason": "并入集团制度"}
    for leader in (None, company.person("director").pk):
        with pytest.raises(NoLeaders):
            company.act("rulebook.ask_retirement", "director", **asking, leader_id=leader)
    with pytest.raises(InvalidInput):
        company.act("rulebook.ask_retirement", "director", **{**asking, "last_day": date(2026, 5, 31)})
    ended(company, version, "2026-06-30", agree=False)
    assert RulebookVersion.objects.get(pk=version.pk).valid_until is None
    with pytest.raises(NotAsked):
        company.act("rulebook.decide_retirement", "vice_president", version_id=version.pk, agree=True)


def test_a_book_whose_end_is_agreed_begins_again_after_it(company, book, at):
    at("2026-06-01")
    version = published(company, book, "2026-06-01")
    ended(company, version, "2026-06-30")
    draft = RulebookVersion.objects.get(pk=company.act("rulebook.draft_version", "director", rulebook_id=book.pk).id)
    approved(company, draft)
    with pytest.raises(InvalidInput) as refused:
        company.act("rulebook.publish_version", "director", version_id=draft.pk, valid_from=date(2026, 6, 30))
    assert "2026-06-30" in refused.value.errors["valid_from"][0]
    company.act("rulebook.publish_version", "director", version_id=draft.pk, valid_from=date(2026, 7, 1))
    assert RulebookVersion.objects.get(pk=version.pk).valid_until == date(2026, 6, 30)
