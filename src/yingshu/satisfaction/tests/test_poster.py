"""One code on a poster: each who begins gets a questionnaire of their own; honesty and recovery stay what they are (SAT-13, SAT-29)."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from yingshu.kernel.errors import InvalidInput
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.models import Invitation, Response
from yingshu.satisfaction.queries.returned import recovery

from .surveying import approved, full, planned, running, visitor_answers, wave
from .test_pages import signed_in


@pytest.fixture
def showroom(trade: Any) -> int:
    """A standing survey of visitors with its poster."""
    pk = running(trade.company, approved(trade.company, "visitor"), kind="standing", title="展厅访客意见")
    services.open_poster(actor=trade.actor("service_manager"), wave_id=pk)
    return pk


def begun(client: Client, pk: int) -> str:
    """The address of the questionnaire that a visitor begins."""
    answer = client.post(f"/s/poster/{tokens.poster(pk)}/")
    assert answer.status_code == 302
    return str(answer["Location"]).partition("?")[0]


@pytest.mark.clause("SAT-29")
def test_each_who_begins_has_a_questionnaire_of_their_own(showroom: int) -> None:
    poster, one, other = f"/s/poster/{tokens.poster(showroom)}/", Client(), Client()
    page = one.get(poster).content.decode()
    assert "展厅访客意见" in page and "开始" in page and Invitation.objects.count() == 0, "looking at the poster hands nothing out"
    first, second = begun(one, showroom), begun(other, showroom)
    assert first != second and Invitation.objects.filter(wave_id=showroom, channel="qr").count() == 2
    assert one.get(poster)["Location"].partition("?")[0] == first, "the same device goes on with what it began"
    visitor_answers(first.split("/")[2], full(wave(showroom).version_id))
    assert recovery(wave(showroom)) == (2, 1, 0)
    again = one.get(poster).content.decode()
    assert "另一位作答" in again and "已提交" in again
    assert begun(one, showroom) not in (first, second), "somebody else on the same device begins anew, by a decision of their own"


@pytest.mark.clause("SAT-29")
def test_many_from_one_device_are_signs_for_review(trade: Any, showroom: int) -> None:
    for _n in range(3):
        token = begun(Client(), showroom).split("/")[2]
        visitor_answers(token, full(wave(showroom).version_id), device="same", address="10.0.0.9")
    services.look_for_signs(actor=trade.actor("service_manager"), wave_id=showroom)
    assert all("device" in signs for signs in Response.objects.values_list("signs", flat=True))


def test_a_survey_that_is_over_or_unknown_hands_nothing_out(trade: Any, showroom: int) -> None:
    services.close_wave(actor=trade.actor("director"), wave_id=showroom)
    page = Client().post(f"/s/poster/{tokens.poster(showroom)}/").content.decode()
    assert "调查已结束" in page and Invitation.objects.count() == 0
    assert Client().get(f"/s/poster/{'a' * 16}/").status_code == 404


@pytest.mark.clause("SAT-13")
def test_only_a_standing_survey_has_a_poster(trade: Any) -> None:
    formal = running(trade.company)
    with pytest.raises(InvalidInput) as wrong:
        services.open_poster(actor=trade.actor("service_manager"), wave_id=formal)
    assert wrong.value.clause == "SAT-13" and wave(formal).poster_hash is None
    with pytest.raises(Exception, match="批准"):
        services.open_poster(actor=trade.actor("service_manager"), wave_id=planned(trade.company, wave(formal).version_id, kind="standing"))


def test_the_poster_is_printed_with_one_large_code(trade: Any, showroom: int) -> None:
    client = signed_in(trade, "service_manager")
    assert f"/waves/{showroom}/poster.pdf" in client.get(f"/waves/{showroom}/").content.decode()
    sheets = PdfReader(io.BytesIO(client.get(f"/waves/{showroom}/poster.pdf").content)).pages
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert len(sheets) == 1 and re.search(r"展厅访客意见", text) and "扫码" in text
    assert signed_in(trade, "workshop").get(f"/waves/{showroom}/poster.pdf").status_code == 403
