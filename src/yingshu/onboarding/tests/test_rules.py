"""The rules of the import, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yingshu.onboarding import rules, sheets
from yingshu.onboarding.rules import Level, Receivables, judge, posting, row_key


@pytest.mark.parametrize(("wanted", "present", "posts"), [
    (Receivables.AUTO, ["sales", "receipts"], True),
    (Receivables.AUTO, ["sales"], False),
    (Receivables.AUTO, ["sales", "receipts", "receivables"], False),
    (Receivables.AUTO, ["receivables", "receipts"], False),
    (Receivables.YES, ["sales"], True),
    (Receivables.NO, ["sales", "receipts"], False),
])
def test_when_the_sales_ledger_makes_receivables(wanted: Receivables, present: list[str], posts: bool) -> None:
    assert posting(wanted, present).posts is posts


def line(**changes: Any) -> dict[str, Any]:
    return {"date": date(2026, 1, 5), "order": "S1", "customer": "甘泉农资", "product": "复合肥", "amount": 85000, **changes}


def problems(kind: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p.field, p.level.value) for p in judge(kind, values, sheets.longest(kind))]


@pytest.mark.parametrize(("kind", "values", "found"), [
    ("sales", line(), []),
    ("sales", line(customer=None), [("customer", "error")]),
    ("sales", line(customer=None, customer_code="K1"), []),
    ("sales", line(quantity=Decimal(10), price=Decimal(85)), []),
    ("sales", line(quantity=Decimal(10), price=Decimal("85.0004")), []),
    ("sales", line(quantity=Decimal(10), price=Decimal(86)), [("amount", "warning")]),
    ("sales", line(quantity=Decimal(10), price=Decimal(100), discount=Decimal("0.15")), []),
    ("sales", line(tax_rate=Decimal("1.3")), [("tax_rate", "error")]),
    ("sales", line(customer="名" * 121), [("customer", "error")]),
    ("customers", {"code": None, "name": None}, [("name", "error")]),
    ("products", {"code": "P1"}, []),
    ("receivables", {"customer": "甲", "date": date(2026, 1, 5), "due": date(2026, 1, 4)}, [("due", "warning")]),
])
def test_what_is_wrong_with_a_row(kind: str, values: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert problems(kind, values) == found


def test_an_error_is_no_warning() -> None:
    assert [p.level for p in judge("sales", line(customer=None), ())] == [Level.ERROR]


def test_spellings_of_one_row_have_one_key() -> None:
    one = row_key("sales", line(product_code="002", product="任何名称"))
    assert one == row_key("sales", line(product_code="2"))
    assert one != row_key("sales", line(product_code="3"))
    assert one != row_key("sales", line(product_code="2", order="S2"))
    assert one != row_key("sales", line(product_code="2", date=date(2027, 1, 5)))


def test_equal_rows_are_counted() -> None:
    key = row_key("sales", line())
    assert rules.digest(key, 1) == rules.digest(key, 1) != rules.digest(key, 2)


def test_the_money_of_a_row_is_its_content() -> None:
    assert rules.content("sales", line(freight=300)) != rules.content("sales", line()) == rules.content("sales", line(freight=0))


@pytest.mark.parametrize(("text", "code"),
                         [("月结", "credit"), ("月结45天", "credit"), ("货到付款", "cod"), ("COD", "cod"), ("", ""), (None, ""),
                                            ("以物易物", None)])
def test_payment_methods(text: str | None, code: str | None) -> None:
    assert rules.method_code(text, sheets.words()["payment_method"]) == code


def test_titles_in_both_languages() -> None:
    chinese, english = sheets.kinds("zh-hans"), sheets.kinds("en")
    assert [kind.code for kind in chinese] == list(sheets.ORDER)
    assert (sheets.kind_of("sales", chinese).label, sheets.kind_of("sales", english).label) == ("销售台账", "Sales ledger")
    amount = sheets.kind_of("sales", english).field("amount")
    assert amount is not None and {"金额", "销售金额", "Amount"} <= {amount.label, *amount.synonyms}


def test_own_titles_belong_to_one_field() -> None:
    kinds = sheets.kinds("zh-hans", frozenset({("sales.amount", "进账")}))
    amount, order = sheets.kind_of("sales", kinds).field("amount"), sheets.kind_of("sales", kinds).field("order")
    receipt = sheets.kind_of("receipts", kinds).field("amount")
    assert amount and order and receipt
    assert ("进账" in amount.synonyms, "进账" in order.synonyms, "进账" in receipt.synonyms) == (True, False, False)
