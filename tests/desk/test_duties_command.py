"""``yingshu duties list|run``."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from yingshu.duties.items import DutyItem
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.running import Ran
from yingshu.duties.tasks import run_checks
from yingshu.kernel import clock, write
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.portal.command import parser
from yingshu.portal.commands import duties, run
from yingshu.rulebook.sections import Origin

from ..support.company import Company

STATES = ["done", "late", "missed", "excused", "open"]


def at(day: int, month: int = 6) -> Any:
    return clock.at(datetime(2026, month, day, 9))


@pytest.fixture
def centre(company: Company) -> Company:
    """Five Mondays of June in five states."""
    meeting = DutyItem.model_validate({"code": "meeting", "title": "周例会", "when": {"every": "week", "weekdays": ["MO"], "at": "08:30"},
                                       "who": {"posts": ["director"]}})
    with at(31, 5):
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, date(2026, 1, 1)), [meeting])
        run_checks()
    for row, state in zip(Occurrence._plain.order_by("due_at"), STATES, strict=True):
        write.change(Occurrence, where={"id": row.pk}, set={"state": state, "remind_at": None})
    return company


def test_the_command(centre: Company, capsys: Any) -> None:
    def said(*words: str) -> Any:
        assert run(parser().parse_args(["duties", *words, "--format", "json"])) == 0
        return json.loads(capsys.readouterr().out)
    with at(30):
        assert [(r["period"], r["overdue"]) for r in said("list")] == [("2026-W27", True)]
        assert [r["state"] for r in said("list", "--from", "2026-06-01", "--to", "2026-06-30")] == ["done", "late", "missed", "excused",
                                                                                                    "open"]
        assert said("run")["created"] == 5
        assert said("run") == {"created": 0, "moved": 0, "withdrawn": 0, "missed": 0, "reminded": 0}
        assert run(parser().parse_args(["duties", "list", "--from", "2026-06-30", "--to", "2026-06-01"])) == 2


def test_what_the_command_writes_is_in_the_companys_language(company: Company, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []
    monkeypatch.setattr(duties, "run_duties", lambda actor: spoken.append(translation.get_language()) or Ran())
    with translation.override("en"):
        assert run(parser().parse_args(["duties", "run"])) == 0
        assert "Reminded" in capsys.readouterr().out.title()
    assert spoken == ["zh-hans"]
