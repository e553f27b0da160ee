"""The product catalogue (PRD-01)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yingshu.audit.models import AuditEntry
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.errors import NotAllowed, NotFound
from yingshu.products import services
from yingshu.products.errors import Discontinued, NothingChanged, NumberTaken
from yingshu.products.models import Product
from yingshu.products.queries import by_ids, by_numbers, product
from yingshu.products.services.catalogue import require_on_sale

pytestmark = pytest.mark.django_db
ME = system()


def new(**values: object) -> int:
    return services.create_product(actor=ME, **{"name": "复合肥", "number": "FHF", "unit": "袋", **values}).id


@pytest.mark.clause("PRD-01")
def test_a_product_has_the_seven_fields_of_the_clause_and_more() -> None:
    pk = new(variety="复合肥料", spec="50kg", grade="一等", colour="白", packing="编织袋", tax_rate=Decimal("0.09"),
             cost=Decimal("61.5"), safety_stock=Decimal(100))
    found = product(pk)
    kept = {n: getattr(found, n) for n in ("number", "name", "variety", "spec", "grade", "colour", "unit", "packing", "tax_rate",
                                           "cost", "safety_stock", "discontinued")}
    assert kept == {"number": "FHF", "name": "复合肥", "variety": "复合肥料", "spec": "50kg", "grade": "一等", "colour": "白", "unit": "袋",
                    "packing": "编织袋", "tax_rate": Decimal("0.09"), "cost": Decimal("61.5"), "safety_stock": Decimal(100),
                    "discontinued": False}
    assert found.search_text == "复合肥 fhf 50kg 复合肥料 fhf"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_number, entry.after["packing"]) == ("products.create", "FHF", "编织袋")


def test_without_a_code_the_next_number_is_given() -> None:
    assert services.create_product(actor=ME, name="尿素").number.startswith("CP")


def test_a_code_belongs_to_one_product() -> None:
    new()
    with pytest.raises(NumberTaken) as refused:
        new(name="别的")
    assert (refused.value.field, refused.value.data) == ("number", {"number": "FHF", "product": "复合肥"})
    assert Product.objects.count() == 1


def test_change_keeps_what_is_not_given_and_is_in_the_trail() -> None:
    pk = new(packing="编织袋")
    done = services.change_product(actor=ME, product_id=pk, name="复合肥 45%", cost=Decimal("60"), packing="编织袋")
    assert (done.number, done.before, done.after) == ("FHF", {"name": "复合肥"}, {"name": "复合肥 45%", "cost": "60"})
    found = product(pk)
    assert (found.name, found.packing, found.cost, found.search_text) == ("复合肥 45%", "编织袋", Decimal(60), "复合肥 45% fhf fhf45")


def test_a_change_that_changes_nothing_is_said_to_be_so() -> None:
    pk = new()
    with pytest.raises(NothingChanged):
        services.change_product(actor=ME, product_id=pk, name="复合肥")
    with pytest.raises(NotFound):
        services.change_product(actor=ME, product_id=pk + 1, name="复合肥")


@pytest.mark.clause("PRD-01")
def test_a_discontinued_product_cannot_be_chosen_any_more() -> None:
    pk = new()
    assert services.discontinue_product(actor=ME, product_id=pk, reason="配方停用").state == "discontinued"
    with pytest.raises(Discontinued) as refused:
        require_on_sale(product(pk))
    assert (refused.value.clause, refused.value.text()) == ("PRD-01", "“复合肥”已停产，不能选用。请选择其他产品。")
    with pytest.raises(NothingChanged):
        services.discontinue_product(actor=ME, product_id=pk)
    assert services.resume_product(actor=ME, product_id=pk).state == "active"
    require_on_sale(product(pk))


def test_a_sample_belongs_to_a_product() -> None:
    pk = new()
    sample = new(number="FHF-S", sample_of_id=pk)
    assert product(sample).sample_of_id == pk
    with pytest.raises(NotFound):
        new(number="X", sample_of_id=10**9)


def test_queries_leave_out_what_does_not_exist() -> None:
    pk = new()
    assert list(by_ids([pk, pk, 10**9])) == [pk]
    assert list(by_numbers(["FHF", "?"])) == ["FHF"]
    assert by_ids([]) == by_numbers([]) == {}


def test_without_the_right_nothing_is_made() -> None:
    with pytest.raises(NotAllowed):
        services.create_product(actor=Actor(id=1, name="张"), name="尿素")
    assert not Product.objects.exists()
