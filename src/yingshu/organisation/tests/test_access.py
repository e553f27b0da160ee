"""People, passwords, the lock, two steps, tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.models import IdempotencyKey
from yingshu.organisation import passwords
from yingshu.organisation import services as s
from yingshu.organisation.models import ApiToken, Person
from yingshu.organisation.principal import actor_for, actor_for_token


def sign_in(client, username, password):
    return client.post("/account/login/", {"login": username, "password": password})


def test_a_new_person_gets_a_first_password_that_must_be_changed(company):
    done = s.create_person(actor=company.actor("admin"), username="wang.li", name="王莉", phone="13900001234", idempotency_key="k1")
    person = Person.objects.get(pk=done.id)
    assert person.check_password(done.data["password"]) and person.must_change_password
    assert person.search_text == "王莉 wang.li 13900001234 wl"
    assert "password" not in IdempotencyKey.objects.get(key="k1").answer
    with pytest.raises(InvalidInput) as refusal:
        s.create_person(actor=company.actor("admin"), username="Wang.Li", name="又一个")
    assert refusal.value.errors == {"username": ["“Wang.Li”已存在。"]}


def test_weak_passwords_are_refused(company):
    with pytest.raises(InvalidInput) as refusal:
        s.create_person(actor=company.actor("admin"), username="x1", name="某某", password="short")
    assert "password" in refusal.value.errors


def test_an_expired_password_stands_before_everything_else(company):
    person = company.person("salesperson")
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    client = Client()
    assert sign_in(client, "salesperson", company.password).status_code == 302
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/password/change/")
    new = "a quite different sentence"
    client.post("/account/password/change/", {"oldpassword": company.password, "password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new) and not person.must_change_password
    assert client.get("/").status_code == 200


def test_passwords_by_classes_run_out_after_ninety_days(company, settings):
    person = company.person("finance")
    person.password_changed_at = clock.now() - timedelta(days=91)
    assert not passwords.expired(person)
    settings.PASSWORD_POLICY = "classes"
    assert passwords.expired(person)


def test_five_wrong_passwords_lock_until_an_administrator_unlocks(company):
    client = Client()
    for _n in range(5):
        answer = sign_in(client, "finance", "wrong")
    assert "锁定" in answer.content.decode()
    assert "_auth_user_id" not in sign_in(client, "finance", company.password).wsgi_request.session
    s.unlock_login(actor=company.actor("admin"), person_id=company.person("finance").pk)
    sign_in(client, "finance", company.password)
    assert client.session["_auth_user_id"] == str(company.person("finance").pk)


def test_a_second_step_can_be_switched_on_and_is_then_asked_for(company):
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time

    secret = generate_totp_secret()
    TOTP.activate(company.person("finance"), secret)
    client = Client()
    answer = sign_in(client, "finance", company.password)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(company.person("finance").pk)


def test_a_reset_password_ends_sessions(company):
    client = Client()
    sign_in(client, "finance", company.password)
    done = s.reset_password(actor=company.actor("admin"), person_id=company.person("finance").pk)
    assert done.secret == {"password"}
    assert "_auth_user_id" in client.session
    assert client.get("/").wsgi_request.user.is_anonymous


def test_tokens_act_as_their_person_until_revoked(company):
    admin = company.actor("admin")
    done = s.issue_api_token(actor=admin, person_id=company.person("finance").pk, name="ERP", idempotency_key="t")
    token = done.data["token"]
    assert (actor_for_token(token).name, actor_for_token(token).origin) == ("财务孙莉", "api")
    assert token not in str(list(ApiToken.objects.values())) and token not in str(list(IdempotencyKey.objects.values()))
    s.revoke_api_token(actor=admin, token_id=done.id)
    assert actor_for_token(token) is None


def test_who_left_may_not_act_any_more(company):
    pk = company.person("finance").pk
    s.change_person(actor=company.actor("admin"), person_id=pk, is_active=False)
    assert actor_for(pk) is None


def test_own_settings_are_ones_own(company):
    s.change_own_settings(actor=company.actor("salesperson"), language="en")
    assert Person.objects.get(username="salesperson").language == "en"
    assert set(Person.objects.exclude(username="salesperson").values_list("language", flat=True)) == {"zh-hans"}


def test_time_zone_of_the_day_decides(company):
    with clock.at(datetime(2019, 12, 31, 23, 59)):
        assert actor_for(company.person("finance").pk).rights == frozenset()
    with clock.at(datetime(2020, 1, 1, 0, 0)):
        assert actor_for(company.person("finance").pk).may("customers.set_credit_terms")
