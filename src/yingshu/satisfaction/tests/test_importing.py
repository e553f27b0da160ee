"""Answers from files become waves: the survey bank and the Olist reviews (issue 4, proof)."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Avg
from django.test import Client

from yingshu.documents.store import keep
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.satisfaction.models import Answer, Item, Remark, Response, Wave
from yingshu.satisfaction.queries.returned import recovery
from yingshu.satisfaction.services.importing import import_wave, look

SHARED = Path(os.environ.get("YINGSHU_SHARED_DATA") or Path(__file__).resolve().parents[4].parent / "shared" / "data")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def shared(name: str) -> bytes:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not there")
    return path.read_bytes()


def brought_in(content: bytes, name: str = "answers.csv", **more: Any) -> Any:
    values = {"title": "导入", "period": "2026H1", **more}
    return import_wave(actor=system(), file=keep(content), name=name, **values)


@pytest.mark.clause("SAT-12")
def test_the_survey_bank_comes_in_whole(db: Any) -> None:
    content = shared("survey_bank/answers.csv")
    done = brought_in(content)
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    items = list(Item.objects.order_by("group__position", "place"))
    assert (done.data["responses"], Response.objects.count(), len(rows)) == (250, 250, 250)
    assert [i.code for i in items if i.kind == "zero_ten"] == [c for c in rows[0] if c not in ("respondent", "gender")]
    assert list(dict.fromkeys(i.group.code for i in items)) == ["imag", "expe", "qual", "val", "sat", "loy", "main"]
    assert Item.objects.get(code="gender").kind == "choice"
    for item in items[:5]:
        expected = sum(int(row[item.code]) for row in rows)
        assert Answer.objects.filter(item=item).aggregate(m=Avg("value"))["m"] == pytest.approx(expected / 250, abs=1e-12)
    assert recovery(Wave.objects.get()) == (250, 250, 0)
    first = Response.objects.order_by("id")[0]
    groups = [[int(rows[0][c]) for c in rows[0] if c.startswith(g)] for g in ("imag", "expe", "qual", "val", "sat", "loy")]
    expected_score = sum(Decimal(sum(g)) / len(g) for g in groups) / 6 * 1000
    assert first.score == int(expected_score.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


@pytest.mark.clause("SAT-12")
def test_reviews_keep_their_words_and_their_day(db: Any) -> None:
    content = shared("olist/order_reviews.csv")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    done = brought_in(content, "order_reviews.csv", title="Olist")
    assert done.data["responses"] == len(rows) == 2006
    assert {c.title: c.kind for c in look(keep(content), "x.csv").columns} == {
        "review_id": "", "order_id": "", "review_score": "five", "review_comment_title": "text", "review_comment_message": "text",
        "review_creation_date": "moment", "review_answer_timestamp": "moment"}
    counted = {n: Answer.objects.filter(item__code="review_score", value=n).count() for n in range(1, 6)}
    assert counted == {n: sum(r["review_score"] == str(n) for r in rows) for n in range(1, 6)}
    said = sum(bool(r["review_comment_message"].strip()) for r in rows)
    assert Remark.objects.filter(item__text_zh="review_comment_message").count() == said
    assert f"{Response.objects.order_by('id')[0].submitted_at:%Y-%m-%d %H:%M}" == "2018-01-05 15:30"


def test_wrong_cells_are_told_with_their_row(db: Any) -> None:
    done = brought_in(b"a,b\n1,5\n5,4\n")
    version = Wave.objects.get(pk=done.id).version_id
    with pytest.raises(InvalidInput) as wrong:
        brought_in(b"a,b\n1,5\n9,4\n3,x\n", version_id=version)
    assert wrong.value.errors["file"] == ["第 3 行：“9”不是“a”的答案。", "第 4 行：“x”不是“b”的答案。"]
    assert Wave.objects.count() == 1
    for content in (b"name\nA B\nC D\n", b""):
        with pytest.raises(InvalidInput):
            brought_in(content)
    with pytest.raises(NotFound):
        import_wave(actor=system(), title="x", file="0" * 64, name="x.csv", period="2026H1")


def test_a_file_comes_in_through_the_browser(company: Any, settings: Any) -> None:
    settings.Q_SYNC = True
    director = Client()
    director.force_login(company.person("director"), backend=BACKEND)
    upload = io.BytesIO("题一,题二,意见\n5,4,很好 谢谢\n3,4,\n".encode())
    upload.name = "answers.csv"
    page = director.post("/waves/import/", {"upload": upload})
    assert "2 份答卷，3 题" in page.content.decode()
    given = {"file": page.context["file"], "name": "answers.csv", "title": "纸质问卷", "period": "2026H1"}
    begun = director.post("/waves/import/", given)
    assert (begun.status_code, begun.context and begun.context.get("errors")) == (302, None)
    assert (Wave.objects.get().title, Response.objects.count(), Remark.objects.get().text) == ("纸质问卷", 2, "很好 谢谢")
    program = io.BytesIO(b"\x00\x01")
    program.name = "x.xlsx"
    assert director.post("/waves/import/", {"upload": program}).status_code == 400
    seller = Client()
    seller.force_login(company.person("salesperson"), backend=BACKEND)
    assert seller.get("/waves/import/").status_code == 403
