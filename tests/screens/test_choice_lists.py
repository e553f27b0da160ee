"""字典: the company's own words in forms, filters, imports and records, and what becomes of a word in use."""

from __future__ import annotations

import re
from typing import Any

import pytest

from yingshu.customers import services as customers
from yingshu.customers.models import Customer
from yingshu.kernel import choices
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound
from yingshu.organisation import services as organisation
from yingshu.organisation.errors import WordInUse, WordTwice
from yingshu.receivables.models import Receipt
from yingshu.receivables.services.receipts import record_receipt

from ..support.browsing import browser, page, words

NATURE, SOURCE, METHOD = "customers.nature", "customers.source", "receivables.method"


def test_a_word_is_added_ordered_stopped_and_removed(trade: Any) -> None:
    admin = trade.actor("admin")
    delivered = choices.words(SOURCE)
    organisation.add_choice(actor=admin, list_code=SOURCE, word="抖音")
    assert choices.words(SOURCE) == [*delivered, "抖音"]
    organisation.change_choice(actor=admin, list_code=SOURCE, word="抖音", place=5)
    assert choices.words(SOURCE) == ["抖音", *delivered]
    organisation.change_choice(actor=admin, list_code=SOURCE, word=delivered[0], active=False)
    assert choices.words(SOURCE) == ["抖音", *delivered[1:]] and dict(choices.known(SOURCE))[delivered[0]] == delivered[0]
    with pytest.raises(WordTwice):
        organisation.add_choice(actor=admin, list_code=SOURCE, word="抖音")
    organisation.remove_choice(actor=admin, list_code=SOURCE, word="抖音")
    assert choices.words(SOURCE) == delivered[1:]


def test_what_is_used_or_delivered_stays(trade: Any) -> None:
    admin = trade.actor("admin")
    organisation.add_choice(actor=admin, list_code=SOURCE, word="抖音")
    customer = trade.customer()
    customers.change_customer(actor=trade.actor("service_manager"), customer_id=customer.pk, source="抖音")
    for word in ("抖音", choices.words(SOURCE)[0]):
        with pytest.raises(WordInUse):
            organisation.remove_choice(actor=admin, list_code=SOURCE, word=word)
    organisation.change_choice(actor=admin, list_code=SOURCE, word="抖音", active=False)
    assert Customer._plain.get(pk=customer.pk).source == "抖音" and "抖音" not in choices.words(SOURCE)
    with pytest.raises(NotFound):
        organisation.change_choice(actor=admin, list_code="customers.nothing", word="抖音")
    with pytest.raises(NotAllowed):
        organisation.add_choice(actor=trade.actor("salesperson"), list_code=SOURCE, word="快手")


def test_a_closed_list_takes_its_own_words_only(trade: Any) -> None:
    admin, manager = trade.actor("admin"), trade.actor("service_manager")
    customer = trade.customer()
    customers.change_customer(actor=manager, customer_id=customer.pk, nature="家庭农场")
    organisation.close_list(actor=admin, list_code=NATURE, closed=True)
    with pytest.raises(InvalidInput) as refused:
        customers.change_customer(actor=manager, customer_id=customer.pk, nature="供销社")
    assert "供销社" in refused.value.errors["nature"][0] and "个体工商户" in refused.value.errors["nature"][0]
    customers.change_customer(actor=manager, customer_id=customer.pk, nature="家庭农场", scale="小型")  # as it was
    organisation.close_list(actor=admin, list_code=NATURE, closed=False)
    customers.change_customer(actor=manager, customer_id=customer.pk, nature="供销社")
    with pytest.raises(InvalidInput):
        organisation.close_list(actor=admin, list_code=METHOD, closed=False)


def test_own_ways_of_payment(trade: Any) -> None:
    finance, customer = trade.actor("finance"), trade.customer()
    with pytest.raises(InvalidInput):
        record_receipt(actor=finance, customer_id=customer.pk, amount=100, method="微信")
    organisation.add_choice(actor=trade.actor("admin"), list_code=METHOD, word="微信")
    record_receipt(actor=finance, customer_id=customer.pk, amount=100, method="微信")
    record_receipt(actor=finance, customer_id=customer.pk, amount=200, method="cash")
    assert list(Receipt._plain.order_by("amount_fen").values_list("method", flat=True)) == ["微信", "cash"]
    listed = words(page(browser(trade, "finance"), "/receipts/?method=微信"))
    assert "微信" in listed and "1.00" in listed and "2.00" not in re.sub(r"\d{4}-\d{2}-\d{2}", "", listed).replace("¥", "")


def test_forms_filters_and_the_page(trade: Any, query_budget: Any) -> None:
    admin = browser(trade, "admin")
    organisation.add_choice(actor=trade.actor("admin"), list_code=SOURCE, word="抖音")
    manager, customer = browser(trade, "service_manager"), trade.customer()
    form = page(manager, f"/act/customers.change/?customer_id={customer.pk}")
    assert re.search(r'<datalist id="f-source-words">.*<option value="抖音">', form)
    organisation.close_list(actor=trade.actor("admin"), list_code=SOURCE, closed=True)
    form = page(manager, f"/act/customers.change/?customer_id={customer.pk}")
    assert re.search(r'<select [^>]*name="source".*<option value="抖音"', form)
    assert "抖音" in words(page(manager, "/customers/"))
    page(admin, "/choice-lists/")
    with query_budget("organisation.choice_lists"):
        shown = words(page(admin, f"/choice-lists/?list={SOURCE}"))
    assert "抖音" in shown and "只能选字典项" in shown and "使用次数" in shown
    page(admin, "/choice-lists/?list=nothing", 404)
    page(manager, "/choice-lists/", 403)
