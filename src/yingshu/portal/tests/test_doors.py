"""The API has a door of its own; it must know every address that the pages' door knows."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve as by_the_pages

from yingshu.portal import api_urls
from yingshu.portal.rooms import API

ADDRESSES = [re.sub(r"<int:\w+>", "1", re.sub(r"<slug:\w+>", "checks", f"/{found.pattern}")) for found in API]


@pytest.mark.parametrize("address", ["/api/v1/r/checks", "/api/v1/matrix", "/api/v1/duties/rates", *ADDRESSES])
def test_what_rooms_answer_by_hand_is_behind_the_door_of_the_api(address: str) -> None:
    found = api_urls.resolve(address)
    assert (found.func, found.kwargs) == (by_the_pages(address).func, by_the_pages(address).kwargs)
