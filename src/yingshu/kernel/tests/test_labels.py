"""What parameters are called: each room's own words hold for its own actions, whoever was loaded first or last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from yingshu.kernel import forms


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(forms, "LABELS", {"note": "Note"})
    with translation.override("en"):
        yield


def test_rooms_do_not_speak_for_each_other(words: None) -> None:
    forms.name_parameters("goods", {"measure": "Unit of measure", "price_fen": "Price", "goods.weigh.note": "Weighed by"})
    forms.name_parameters("talks", {"measure": "What is done", "note": "Minutes"})
    asked = [("measure", "goods.create"), ("measure", "talks.decide"), ("measure", "elsewhere.do"), ("measure", "")]
    assert [forms.label_of(*one) for one in asked] == ["Unit of measure", "What is done", "Unit of measure", "Unit of measure"]
    actions = ("goods.weigh", "goods.create", "talks.decide")
    assert [forms.label_of("note", action) for action in actions] == ["Weighed by", "Note", "Minutes"]
    assert forms.label_of("price_fen", "goods.create") == "Price"
    assert forms.label_of("nobody_says_id", "goods.create") == "Nobody says"
    assert [forms.label_of(own) for own in ("FH-1515", "20-8-8")] == ["FH-1515", "20-8-8"]
    assert not forms.is_named("nobody_says_id", "goods.create")
