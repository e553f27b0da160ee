"""Reporting line, deputies, delegations, regions (ORG-20, ORG-25, ORG-29, CUS-20)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.apps import apps

from yingshu.kernel import clock
from yingshu.kernel.errors import NotAllowed
from yingshu.organisation import services as s
from yingshu.organisation.errors import AlreadyAway, DelegationOver, NotAway, NotYours
from yingshu.organisation.models import Supervision
from yingshu.organisation.queries import acting_for, delegated_limit, people_in_posts, superiors_of, who_may

JUNE = datetime(2026, 6, 1, 9, 0)


def names(people):
    return [p.username for p in people]


@pytest.mark.clause("ORG-20")
def test_the_reporting_line_leads_up(company):
    assert names(superiors_of(company.person("salesperson").pk)) == ["region_manager"]
    assert names(superiors_of(company.person("region_manager").pk)) == ["director"]
    assert names(superiors_of(company.person("director").pk)) == ["vice_president", "general_manager"]
    assert names(superiors_of(company.person("general_manager").pk)) == []


@pytest.mark.clause("ORG-20")
def test_a_vacant_post_is_passed_over(company):
    """西区 has no region manager: its salesperson reports to the director."""
    assert names(superiors_of(company.person("salesperson_west").pk)) == ["director"]


def test_posts_are_found_by_code_and_by_name(company):
    assert names(people_in_posts(["总经理", "director"])) == ["general_manager", "director"]
    assert "director" in names(who_may("organisation.supervise_region"))
    east, west = company.unit("east").pk, company.unit("west").pk
    assert "region_manager" in names(who_may("customers.stop", east)) and "region_manager" not in names(who_may("customers.stop", west))


@pytest.mark.clause("ORG-25")
def test_the_deputy_acts_while_the_head_is_away_and_not_longer(company):
    right, assistant = "customers.stop", company.person("assistant").pk
    assert not company.actor("assistant").may(right)
    absence = s.register_absence(actor=company.actor("region_manager"), deputy_id=assistant, reason="展会")
    deputy = company.actor("assistant")
    assert deputy.may(right) and deputy.acting_for[right] == company.person("region_manager").pk
    s.register_return(actor=company.actor("region_manager"), absence_id=absence.id)
    with pytest.raises(NotAllowed):
        company.actor("assistant").require(right)
    with pytest.raises(NotAway):
        s.register_return(actor=company.actor("region_manager"), absence_id=absence.id)


@pytest.mark.clause("ORG-25")
def test_acts_of_the_deputy_are_marked(company):
    s.register_absence(actor=company.actor("director"), deputy_id=company.person("assistant").pk)
    s.supervise_region(actor=company.actor("assistant"), unit_id=company.unit("west").pk, person_id=company.person("service_manager").pk)
    entry = apps.get_model("audit.AuditEntry").objects.get(action="organisation.supervise_region")
    assert (entry.actor_name, entry.acting_for_id) == ("助理何静", company.person("director").pk)


@pytest.mark.clause("ORG-25")
def test_only_the_named_posts_may_stand_in(company):
    with pytest.raises(Exception) as refusal:
        s.register_absence(actor=company.actor("region_manager"), deputy_id=company.person("warehouse").pk)
    assert (refusal.value.code, refusal.value.clause) == ("refused", "ORG-25")


def test_one_absence_at_a_time_and_a_planned_one_begins_on_its_day(company):
    with clock.at(JUNE):
        s.register_absence(actor=company.actor("director"), deputy_id=company.person("assistant").pk, from_day=date(2026, 6, 3))
        assert not company.actor("assistant").may("customers.stop")
        with pytest.raises(AlreadyAway):
            s.register_absence(actor=company.actor("director"), deputy_id=company.person("assistant").pk)
    with clock.at(datetime(2026, 6, 3, 8, 0)):
        assert company.actor("assistant").may("customers.stop")


def test_registering_for_others_needs_the_right(company):
    with pytest.raises(NotAllowed):
        s.register_absence(actor=company.actor("region_manager"), person_id=company.person("director").pk,
                           deputy_id=company.person("assistant").pk)


def give(company, **more):
    return s.delegate(**{"actor": company.actor("director"), "right": "customers.stop", "receiver_id": company.person("assistant").pk,
                         "first_day": date(2026, 6, 1), "last_day": date(2026, 6, 10), "note": "旺季", **more})


@pytest.mark.clause("ORG-29")
def test_after_its_last_day_the_matter_falls_back_to_the_giver(company):
    giver, receiver = company.person("director"), company.person("assistant")
    with clock.at(JUNE):
        give(company, limit_fen=50_000_00)
        actor = company.actor("assistant")
        assert actor.may("customers.stop") and actor.acting_for["customers.stop"] == giver.pk
        assert delegated_limit(actor, "customers.stop") == 50_000_00
        assert acting_for(giver.pk, "customers.stop") == [receiver]
    with clock.at(datetime(2026, 6, 10, 23, 59)):
        assert company.actor("assistant").may("customers.stop")
    with clock.at(datetime(2026, 6, 11, 0, 0)):
        with pytest.raises(NotAllowed):
            company.actor("assistant").require("customers.stop")
        assert acting_for(giver.pk, "customers.stop") == [giver]
        assert delegated_limit(company.actor("assistant"), "customers.stop") is None


@pytest.mark.clause("ORG-29")
def test_only_an_own_right_can_be_passed_on_and_not_twice(company):
    with clock.at(JUNE):
        give(company)
        with pytest.raises(NotYours):
            give(company, actor=company.actor("region_manager"), right="rulebook.set_parameters")
        s.change_post(actor=company.actor("admin"), post_id=company.posts["assistant"].pk, rights=["organisation.delegate"])
        with pytest.raises(NotYours):
            give(company, actor=company.actor("assistant"), receiver_id=company.person("finance").pk)


@pytest.mark.clause("ORG-29")
def test_a_delegation_can_be_taken_back(company):
    with clock.at(JUNE):
        given = give(company)
        s.revoke_delegation(actor=company.actor("director"), delegation_id=given.id)
        assert not company.actor("assistant").may("customers.stop")
        with pytest.raises(DelegationOver):
            s.revoke_delegation(actor=company.actor("director"), delegation_id=given.id)


@pytest.mark.clause("CUS-20")
def test_looking_after_a_region_is_kept_and_changes_what_is_seen(company):
    west, manager = company.unit("west").pk, company.person("service_manager").pk
    assert west not in company.actor("service_manager").units
    s.supervise_region(actor=company.actor("director"), unit_id=west, person_id=manager)
    assert west in company.actor("service_manager").units
    second = company.hire("second", "service_manager")
    s.supervise_region(actor=company.actor("director"), unit_id=west, person_id=second.pk)
    assert west not in company.actor("service_manager").units and west in company.actor("second").units
    log = Supervision.objects.filter(unit_id=west).order_by("id").values_list("person_id", "until")
    assert [(person, until is None) for person, until in log] == [(manager, False), (second.pk, True)]
