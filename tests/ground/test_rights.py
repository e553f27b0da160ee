"""The rights delivered with the posts fit the actions and screens that there are."""

from __future__ import annotations

import pytest

from yingshu.kernel.screens import SCREENS
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.rights import RIGHTS, expand, known, post_templates

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]  # registers in force bring rights of their own

HEADS = {"general_manager", "vice_president", "sales_director", "director"}
NAMED_IN_RULES = {"orders.review_manager", "orders.review_service", "documents.remove_any", "duties.run"}
"""Rights that are asked for inside an action, without being one."""
VISITORS = {"service.send_case", "service.answer_case", "service.send_photos", "satisfaction.answer",
            "satisfaction.keep_answers", "satisfaction.keep_picture",
            "satisfaction.begin_at_poster"}
"""What only people without a post do, on the public pages."""


def test_every_post_has_its_rights():
    assert set(RIGHTS) == {post.code for post in post_templates()}
    assert {post.reports_to for post in post_templates()} <= {"", *RIGHTS}


def test_every_action_is_held_by_some_post():
    held = frozenset[str]().union(*(expand(rights) for rights in RIGHTS.values()))
    product = {code for code, action in ACTIONS.items() if action.run.__module__.split(".")[-2] != "tests"}
    # Two persons change a rule; a publication calls set_parameters within its own action.
    assert product - held == {"rulebook.set_parameters", *VISITORS}


def test_no_post_is_given_a_right_that_does_not_exist():
    wrong = {post: sorted(expand(rights) - known() - NAMED_IN_RULES) for post, rights in RIGHTS.items()}
    assert {post: rights for post, rights in wrong.items() if rights} == {}


def test_money_is_confirmed_by_finance_and_goods_by_the_workshop_alone():
    may = {right: {post for post, rights in RIGHTS.items() if right in expand(rights)} for right in (
        "orders.report_receipt", "receivables.record_receipt", "orders.report_readiness", "organisation.exceed_headcount",
        "rulebook.release_parameters", "orders.release_credit", "audit_entries.view", "organisation.create_person")}
    assert may == {
        "orders.report_receipt": {"finance"}, "receivables.record_receipt": {"finance"}, "orders.report_readiness": {"workshop"},
        "organisation.exceed_headcount": {"general_manager", "vice_president"},
        "rulebook.release_parameters": HEADS, "orders.release_credit": HEADS | {"finance"},
        "audit_entries.view": {"general_manager", "director", "admin"}, "organisation.create_person": {"general_manager", "admin"}}


def test_a_right_taken_out_stays_out_whatever_its_place():
    assert expand(["-orders.close", "orders.*"]) == expand(["orders.*", "-orders.close"]) == {
        right for right in known() if right.startswith("orders.") and right != "orders.close"}
    assert expand(["@customers.view"]) >= {"customers.view", "file_reports.view"}
    assert "customers.export" not in expand(["@customers.view"])


def test_every_list_may_be_taken_out_by_some_post() -> None:
    """What a list shows goes out as a workbook; only one's own inbox is nobody's to take."""
    given = frozenset[str]().union(*(expand(rights) for rights in RIGHTS.values()))
    assert [code for code in SCREENS if not code.startswith("r/") and f"{code}.export" not in given] == ["messages"]
