"""The test company itself, and the rights of its posts."""

from __future__ import annotations

from yingshu.kernel.actor import Reach


def test_every_person_acts_in_their_post(company):
    finance, east, manager = company.actor("finance"), company.actor("salesperson"), company.actor("service_manager")
    assert (finance.reach, finance.posts, finance.unit_id) == (Reach.ALL, ("finance",), company.units["company"].pk)
    assert (east.reach, east.units, east.unit_id) == (Reach.OWN, frozenset(), company.units["east"].pk)
    assert manager.units == {company.units["company"].pk, company.units["east"].pk}
    assert company.actor("region_manager").units == {company.units["east"].pk}
    assert finance.may("customers.set_credit_terms") and not east.may("customers.set_credit_terms")
