"""The ``yingshu`` command: what it prints, its exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from tests.support.company import Company

from yingshu.audit import trail
from yingshu.kernel import clock
from yingshu.onboarding.models import ImportBatch
from yingshu.onboarding.tests.books import RECEIPTS, RECEIVABLE, SALES, workbook
from yingshu.onboarding.tests.test_import import MAPPING, STRANGE
from yingshu.organisation.models import Person, Post, Unit
from yingshu.organisation.principal import actor_for, actor_for_token
from yingshu.portal import command, commands, schedules
from yingshu.products.models import Product
from yingshu.sales.models import SalesEntry
from yingshu.satisfaction.models import Response

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; answers its exit code and its output, parsed when it is JSON."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        try:
            code = command.main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        text = told.out or told.err
        return code, json.loads(text) if "json" in words and text.startswith(("{", "[")) else text
    return call


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., str]:
    """Write a workbook, answer its path."""
    def write(sheets: Any, name: str = "ledger.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(workbook(sheets).read())
        return str(path)
    return write


# ---- beginning

def test_a_company_of_ones_own_begins_with_an_administrator(run: Run) -> None:
    """Structure, posts and somebody who can sign in; only in an empty database."""
    code, told = run("setup", "--company", "新禾农资有限公司", "--name", "陈新", "--format", "json")
    admin = Person.objects.get(username="admin")
    assert (code, told["company"], admin.name, admin.must_change_password, admin.check_password(told["password"])) == (
        0, "新禾农资有限公司", "陈新", True, True)
    actor = actor_for(admin.pk)
    assert actor is not None and actor.may("organisation.create_person") and actor.may("rulebook.use_packs")
    assert [(u.name, u.parent and u.parent.name) for u in Unit.objects.order_by("id")] == [
        ("新禾农资有限公司", None), ("营销中心", "新禾农资有限公司")]
    assert Post.objects.get(code="service_manager").reports_to.code == "director"  # type: ignore[union-attr]
    assert run("setup", "--company", "又一家", "--name", "某人")[0] == 1


# ---- import

def test_a_ledger_is_only_checked_without_yes(run: Run, ledger: Any) -> None:
    code, told = run("import", "ledger", ledger({"台账": SALES}), "--format", "json")
    assert (code, told["state"], told["sheets"][0]["amount"], told["sheets"][0]["months"]) == (
        0, "checked", "1317.50", {"2026-01": "1241.00", "2026-02": "76.50"})
    assert SalesEntry.objects.count() == 0


def test_a_ledger_is_imported_with_yes_and_once(run: Run, ledger: Any) -> None:
    path = ledger({"台账": SALES})
    assert run("import", "ledger", path, "--yes")[0] == 0
    code, text = run("import", "ledger", path, "--yes")
    assert (code, SalesEntry.objects.count()) == (0, 4)
    assert "1,317.50" in text and "已导入" in text


def test_wrong_rows_are_bad_input(run: Run, ledger: Any) -> None:
    path = ledger({"台账": [*SALES[:3], ["2026-13-02", "S9", "甲", "", "", "肥", 1, 1, "", 1, ""]]})
    code, text = run("import", "ledger", path)
    assert code == 2 and "2026-13-02" in text
    code, told = run("import", "ledger", path, "--yes", "--format", "json")
    assert (code, told["error"]["code"], SalesEntry.objects.count()) == (2, "rows_wrong", 0)
    assert run("import", "ledger", path, "--yes", "--skip-errors")[0] == 0
    assert SalesEntry.objects.count() == 1


def test_other_titles_come_in_by_a_mapping(run: Run, ledger: Any, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(MAPPING), "utf-8")
    path = ledger(STRANGE)
    assert run("import", "ledger", path)[0] == 2
    assert run("import", "ledger", path, "--mapping", str(mapping), "--yes")[0] == 0
    assert SalesEntry.objects.count() == 2
    assert run("import", "ledger", path, "--mapping", "no such name")[0] == 2


def test_an_import_is_undone(run: Run, ledger: Any) -> None:
    run("import", "ledger", ledger({"台账": SALES}), "--yes")
    number = ImportBatch.objects.get().number
    code, told = run("import", "undo", number, "--reason", "错了", "--format", "json")
    assert (code, told["state"], told["sales_lines_reversed"]) == (0, "undone", 4)
    assert run("import", "undo", number)[0] == 1
    assert run("import", "undo", "DR1")[0] == 2


def test_a_catalogue_is_imported(run: Run, ledger: Any) -> None:
    path = ledger({"产品": [["产品编号", "产品名称"], ["P1", "复合肥"], ["P2", "有机肥"]]})
    code, told = run("import", "products", path, "--format", "json")
    assert (code, told["added"], Product.objects.count()) == (0, 2, 2)
    assert run("import", "products", path, "--format", "json")[1]["unchanged"] == 2


@pytest.mark.clause("SAT-12")
def test_answers_from_a_file_become_a_wave_by_the_command(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("题一,题二,意见\n5,4,很好\n3,4,\n", "utf-8")
    words = ("satisfaction", "import", str(file), "--period", "2026H1", "--source", "survey", "--format", "json")
    assert run(*words)[0] == 0 and not Response.objects.exists()
    code, told = run(*words, "--yes")
    assert (code, told["responses"], Response.objects.count()) == (0, 2, 2)
    code, told = run("satisfaction", "index", "--period", "2026H1", "--format", "json")
    assert (code, [(i["title"], i["n"], i["mean"]) for i in told["items"]], told["missing"]) == (
        0, [("题一", 2, "90"), ("题二", 2, "90")], ["visit", "quality"])


def test_people_only(run: Run, ledger: Any) -> None:
    path = ledger({"业务员": [["工号", "姓名", "大区"], ["7", "张三", "东区"]], "台账": SALES})
    code, told = run("import", "people", path, "--yes", "--format", "json")
    assert (code, told["made"]["people"], SalesEntry.objects.count()) == (0, 1, 0)


# ---- reports

@pytest.fixture
def books(run: Run, ledger: Any) -> None:
    """A small company's ledgers."""
    assert run("import", "ledger", ledger({"台账": SALES, "应收台账": RECEIVABLE, "回款台账": RECEIPTS}), "--yes")[0] == 0


@pytest.mark.clause("REC-03")
def test_ageing(run: Run, books: None) -> None:
    code, told = run("report", "ageing", "--as-of", "2026-02-25", "--format", "json")
    assert (code, told["as_of"], told["total"], told["credit"], told["agrees_with_ledger"]) == (0, "2026-02-25", "80.00", "49.50", True)
    assert [(row["code"], row["total"], row["overdue"], row["credit"]) for row in told["rows"]] == [
        ("K2", "80.00", "0.00", "0.00"), ("K1", "0.00", "0.00", "49.50")]
    late = run("report", "ageing", "--as-of", "2026-03-31", "--format", "json")[1]
    assert (late["total"], late["totals"]) == ("50.00", ["0.00", "50.00", "0.00", "0.00", "0.00"])
    assert late["buckets"][1] == {"from": 1, "to": 30}
    assert "80.00" in run("report", "ageing", "--as-of", "2026-02-25", "--by", "region")[1]


def test_sales(run: Run, books: None) -> None:
    code, told = run("report", "sales", "--from", "2026-01-01", "--to", "2026-02-28", "--by", "month,customer", "--format", "json")
    assert (code, told["total"]["gross"], told["total"]["freight"], told["total"]["lines"]) == (0, "1317.50", "28.00", 4)
    assert [(row["month"], row["customer"]["name"], row["gross"], row["lines"]) for row in told["rows"]] == [
        ("2026-01", "甘泉农资", "1071.00", 2), ("2026-01", "佛山五金", "170.00", 1), ("2026-02", "甘泉农资", "76.50", 1)]
    one_day = run("report", "sales", "--from", "2026-01-20", "--to", "2026-01-20", "--by", "salesperson", "--format", "json")[1]
    assert [(row["salesperson"]["name"], row["gross"]) for row in one_day["rows"]] == [("李四", "170.00")]
    table = run("report", "sales", "--from", "2026-01-01", "--to", "2026-12-31", "--by", "region")[1]
    assert "东区" in table and "1,317.50" in table


@pytest.mark.parametrize("words", [("--from", "2026-02-30", "--to", "2026-03-01"), ("--from", "2026-02-02", "--to", "2026-02-01"),
                                   ("--from", "2026-01-01", "--to", "2026-01-02", "--by", "weather"), ()])
def test_sales_of_no_period(run: Run, words: tuple[str, ...]) -> None:
    assert run("report", "sales", *words)[0] == 2


def test_monthly_sales(run: Run, books: None) -> None:
    code, told = run("report", "monthly-sales", "--month", "2026-02", "--format", "json")
    assert (code, told["totals"]["gross"]["now"], told["totals"]["gross"]["last_month"]["value"]) == (0, "76.50", "1241.00")
    assert "76.50" in run("report", "monthly-sales", "--month", "2026-02")[1]
    assert run("report", "monthly-sales", "--month", "2026-2")[0] == 2


# ---- who acts

def test_a_person_sees_what_the_person_may(run: Run, company: Company, ledger: Any) -> None:
    path = ledger({"台账": SALES})
    assert run("import", "ledger", path, "--as", "salesperson")[0] == 1
    assert run("import", "ledger", path, "--as", "assistant", "--yes")[0] == 0
    assert run("import", "ledger", path, "--as", "nobody")[0] == 2
    mine = run("report", "sales", "--from", "2026-01-01", "--to", "2026-12-31", "--as", "salesperson", "--format", "json")[1]
    assert mine["rows"] == []


def test_token(run: Run, company: Company) -> None:
    code, told = run("token", "create", "finance", "--name", "erp", "--format", "json")
    actor = actor_for_token(told["token"])
    assert code == 0 and actor is not None and actor.id == company.person("finance").pk
    assert run("token", "create", "nobody")[0] == 2


# ---- proof

def test_invariants_and_trail(run: Run, books: None) -> None:
    code, told = run("invariants", "--format", "json")
    assert (code, told["violations"]) == (0, []) and "receivables" in " ".join(told["checked"])
    assert trail.seal() > 0
    code, told = run("audit", "verify", "--format", "json")
    assert code == 0 and told["intact"] > 0 and told["unsealed"] == 0


def test_a_broken_ledger_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from yingshu.kernel import invariants

    monkeypatch.setitem(invariants.INVARIANTS, "test.never", lambda: [("R1", "is wrong")])
    code, told = run("invariants", "--format", "json")
    assert (code, told["violations"]) == (1, [{"invariant": "test.never", "record": "R1", "says": "is wrong"}])
    monkeypatch.delitem(invariants.INVARIANTS, "test.never")


def test_check(run: Run) -> None:
    code, told = run("check", "--format", "json")
    found = {each["name"]: each for each in told}
    assert found["database"]["ok"] and found["migrations"]["ok"] and found["NotoSansSC-Regular.ttf"]["ok"]
    assert code == (0 if all(each["ok"] for each in told) else 1)


def test_help_in_both_languages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("report", "ageing", "--help")[1].startswith("用法")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert run("report", "ageing", "--help")[1].startswith("usage")


def test_all_schedules_can_be_called() -> None:
    assert {each.function for each in schedules.SCHEDULES} - {each.function for each in schedules.known()} == set()


# ---- as a program

def yingshu(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with a data folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YINGSHU_")}
    environment |= {"YINGSHU_HOME": str(home), "LC_ALL": "C.UTF-8", "YINGSHU_SQLITE_SYNC": "NORMAL", **more}
    return subprocess.run([sys.executable, "-m", "yingshu", *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.one_database
def test_backup_and_restore(tmp_path: Path, ledger: Any) -> None:
    first, second, kept = tmp_path / "a", tmp_path / "b", str(tmp_path / "backup.tar")
    assert yingshu(first, "migrate").returncode == 0
    assert yingshu(first, "import", "ledger", ledger({"台账": SALES, "应收台账": RECEIVABLE}), "--yes").returncode == 0
    assert yingshu(first, "audit", "seal").returncode == 0
    for options in ((), ("--portable",)):
        assert yingshu(first, "backup", kept, *options).returncode == 0
        assert Path(kept).stat().st_mode & 0o077 == 0
        done = yingshu(second, "restore", kept, *(["--force"] if options else []))
        assert done.returncode == 0, done.stderr
        told = json.loads(yingshu(second, "report", "sales", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json").stdout)
        assert told["total"]["gross"] == "1317.50"
        assert yingshu(second, "invariants").returncode == 0
        verified = json.loads(yingshu(second, "audit", "verify", "--format", "json").stdout)
        assert verified["broken_entry"] is None and verified["intact"] > 0
        assert len(list((second / "attachments" / "imports").iterdir())) == 1
    assert yingshu(second, "restore", kept).returncode == 1
    assert yingshu(second, "restore", str(ledger({"台账": SALES}))).returncode == 2
    edited = sqlite3.connect(second / "yingshu.sqlite3")
    edited.executescript("DROP TRIGGER audit_auditentry_no_UPDATE; UPDATE audit_auditentry SET actor_name = 'x' WHERE id = 1")
    edited.close()
    assert yingshu(second, "audit", "verify").returncode == 1


@pytest.mark.one_database
def test_bad_settings_are_bad_input(tmp_path: Path) -> None:
    done = yingshu(tmp_path, "check", YINGSHU_WORKERS="many")
    assert done.returncode == 2 and "YINGSHU_WORKERS" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.one_database
def test_pending_migrations_are_told(db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing column is no crash when migrations are pending; without any it stays one."""
    def broken(*_words: Any) -> None:
        raise OperationalError("no such column: public_code")

    asked = argparse.Namespace(run=broken, format="table")
    assert commands.run(asked) == 3
    capsys.readouterr()
    monkeypatch.setattr(commands.database, "pending", lambda: ["service.0009_more"])
    assert commands.run(asked) == 2
    assert "yingshu migrate" in (told := capsys.readouterr().err) and "Traceback" not in told


def test_unknown_words_are_bad_input(tmp_path: Path) -> None:
    assert yingshu(tmp_path, "frobnicate").returncode == 2
    assert "report" in yingshu(tmp_path, "--help").stdout


def test_default_day_is_today(run: Run, books: None) -> None:
    with clock.at(datetime(2026, 2, 25, 9, 0)):
        assert run("report", "ageing", "--format", "json")[1]["as_of"] == date(2026, 2, 25).isoformat()


@pytest.mark.django_db
def test_schedules_are_planned_once() -> None:
    from django_q.models import Schedule

    assert schedules.plan() == schedules.plan() == [each.function for each in schedules.SCHEDULES]
    assert Schedule.objects.count() == len(schedules.SCHEDULES)
