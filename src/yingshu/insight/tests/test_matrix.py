"""制度执行矩阵 and the evidence pack: figures of the records, whoever asks, whatever the history."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yingshu.audit import trail
from yingshu.insight.compliance import verify
from yingshu.insight.compliance.matrix import Query, matrix, period_of
from yingshu.insight.compliance.shown import out_rows
from yingshu.insight.enforcement import instruction_rate, notice_rate
from yingshu.insight.services import ask_for_evidence
from yingshu.insight.tallies import ACTIONS_DONE
from yingshu.kernel import clock, jobs, rollups
from yingshu.kernel.actor import system
from yingshu.kernel.enforcement import SOURCES, Asked
from yingshu.kernel.errors import InvalidInput, NotAllowed
from yingshu.kernel.screen_models import Job
from yingshu.orders.controls import INSTRUCT, NOTICE
from yingshu.orders.services import acknowledge_finance, notify_customer
from yingshu.rulebook.catalogue import clauses
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import BookNode, Rulebook, RulebookVersion
from yingshu.rulebook.services import set_parameters
from yingshu.rulebook.tallies import DECISIONS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
JUNE = period_of("2026-06")


def row(found, clause):
    return next(r for r in found.rows if r.clause.id == clause)


def figures(found, clause):
    r = row(found, clause)
    return {"way": r.way, "rate": r.rate, "target": r.target, "conclusion": r.conclusion, **r.figures._asdict()} | {"clause": clause}


@pytest.fixture
def june(trade):
    """One order shipped, about which finance never answered and the customer was never told; one slip refused for want of money, which then
    came in time."""
    trade.shipped(trade.customer(limit=100000, investigated=True), trade.product(), method="credit")
    unpaid = trade.order(trade.customer("欠款农资"), trade.product("尿素"), "10", method="prepaid").id
    trade.instruct(unpaid)
    trade.ready(unpaid)
    with pytest.raises(Refused):
        trade.slip(unpaid)
    with clock.at(datetime(2026, 6, 1, 9, 30)):
        acknowledge_finance(actor=trade.actor("finance"), order_id=unpaid)
        trade.paid(unpaid, 85000)
    with clock.at(datetime(2026, 6, 2, 17, 0)):
        yield trade


def test_papers_reports_and_posts_carry_clauses_out_too(june):
    """What comes along with an action of another clause, figures that are always at hand, and who answers for it."""
    found = matrix(june.actor("director"), Query(JUNE))
    told = {code: (str(row(found, code).way), row(found, code).figures.evidence) for code in (
        "ORD-11", "ORD-15", "ORD-21", "MTG-16", "ORD-10", "REC-09", "ORG-12", "CNF-01")}
    assert told == {"ORD-11": ("workflow", 2), "ORD-15": ("document", 1), "ORD-21": ("record", 1), "MTG-16": ("report", 1),
                    "ORD-10": ("report", 0), "REC-09": ("report", 0), "ORG-12": ("role", 0), "CNF-01": ("role", 0)}
    asked = Asked(JUNE.first, JUNE.last)
    assert SOURCES["posts"].url("ORG-12", asked) == "/duties/responsibilities/?of=logistics_clerk"
    assert SOURCES["figures"].url("ORD-10", asked) == "/analysis/performance/?from=2026-06-01&to=2026-06-30"



def test_gates_duties_and_records_of_the_month(june):
    found = matrix(june.actor("director"), Query(JUNE))
    assert figures(found, "ORD-06") == {
        "way": "gate", "rate": Decimal("100.0"), "target": None, "conclusion": "kept", "clause": "ORD-06", "month": date(2026, 6, 1),
        "evidence": 3, "due": 1, "kept": 1, "refused": 0, "overridden": 0, "stopped": 1}
    assert {k: v for k, v in figures(found, "REC-08").items() if k in ("refused", "way")} == {"refused": 1, "way": "calculation"}
    finance = figures(found, "ORD-05")
    assert (finance["way"], finance["due"], finance["kept"], finance["rate"], finance["target"], finance["conclusion"]) == (
        "duty", 2, 1, Decimal("50.0"), Decimal("95.0"), "low")
    assert (row(found, "CUS-20").way, row(found, "CUS-20").conclusion) == ("record", "quiet")
    assert (found.summary.refused, found.summary.overridden) == (1, 0)
    with pytest.raises(StopIteration):
        row(found, "BRD-01")
    assert row(matrix(june.actor("director"), Query(JUNE, everything=True)), "BRD-01").conclusion == "none"


@pytest.mark.clause("ORD-07")
def test_a_customer_told_too_late_or_never_is_missed(june):
    """One was never told of the goods that left; told within the hours counts as kept, and with more hours so does a later one."""
    told = lambda: figures(matrix(june.actor("director"), Query(JUNE)), "ORD-07")  # noqa: E731
    assert (told()["way"], told()["due"], told()["kept"]) == ("duty", 1, 0)
    for buyer, day, hour in (("及时农资", 3, 8), ("迟告农资", 3, 10)):
        with clock.at(datetime(2026, 6, 2, 9)):
            _, slip_id = june.shipped(june.customer(buyer, limit=100000, investigated=True), june.product(buyer), method="credit")
            june.arrived(slip_id)
        with clock.at(datetime(2026, 6, day, hour)):
            notify_customer(actor=june.actor("service_manager"), slip_id=slip_id)
    assert (told()["due"], told()["kept"]) == (3, 1)
    assert notice_rate(NOTICE.params(customer_notify_hours=48), Asked(*JUNE)) == (3, 3)
    records = SOURCES["instructions"].records("ORD-07", Asked(*JUNE), 9)
    assert [r.says for r in records] == ["告知客户", "告知客户", "未告知客户"]


def test_the_figures_are_the_same_rolled_or_not_and_cost_the_same_statements(june):
    actor, query = june.actor("director"), Query(JUNE)
    matrix(actor, query)
    with CaptureQueriesContext(connection) as before:
        live = matrix(actor, query)
    rollups.advance(DECISIONS)
    rollups.advance(ACTIONS_DONE)
    with CaptureQueriesContext(connection) as after:
        rolled = matrix(actor, query)
    assert rolled == live
    assert len(after) == len(before) <= 6


def test_evidence_opens_exactly_the_records_that_are_counted(june):
    found = matrix(june.actor("director"), Query(JUNE))
    for r in found.rows:
        records = [record for code in r.sources for record in SOURCES[code].records(r.clause.id, Asked(*JUNE), 1000)]
        assert len(records) == r.figures.evidence, r.clause.id


def test_a_special_permission_counts_as_an_override(june):
    from yingshu.organisation.services import appoint, exceed_headcount, set_headcount

    company = june.company
    unit, post = company.unit("company").pk, company.posts["assistant"].pk
    set_headcount(actor=company.actor("admin"), unit_id=unit, post_id=post, seats=1)
    with pytest.raises(Refused):
        appoint(actor=company.actor("director"), person_id=company.person("finance").pk, post_id=post, unit_id=unit)
    exceed_headcount(actor=company.actor("general_manager"), person_id=company.person("finance").pk, post_id=post, unit_id=unit,
                     approval="特批")
    got = figures(matrix(june.actor("director"), Query(JUNE)), "ORG-04")
    assert (got["due"], got["kept"], got["refused"], got["overridden"], got["rate"]) == (1, 0, 1, 1, Decimal("0.0"))


def test_filters_by_chapter_way_unit_person_and_target(june):
    director, company = june.actor("director"), june.company
    east, west = company.unit("east").pk, company.unit("west").pk
    assert {r.clause.chapter for r in matrix(director, Query(JUNE, chapter="receivables")).rows} == {"receivables"}
    assert {r.way for r in matrix(director, Query(JUNE, way="calculation")).rows} >= {"calculation"}
    assert [r.clause.id for r in matrix(director, Query(JUNE, only_low=True)).rows] == ["ORD-05", "ORD-07", "LOG-01"]
    assert figures(matrix(director, Query(JUNE, unit_id=west)), "ORD-05")["due"] == 0
    assert figures(matrix(director, Query(JUNE, unit_id=east)), "ORD-05")["due"] == 2
    assert figures(matrix(director, Query(JUNE, unit_id=company.unit("company").pk)), "ORD-05")["due"] == 2
    assert figures(matrix(director, Query(JUNE, person_id=company.person("finance").pk)), "ORD-06")["due"] == 0
    assert figures(matrix(director, Query(JUNE, person_id=company.person("service_manager").pk)), "ORD-06")["due"] == 1


def test_people_see_the_figures_of_what_they_may_see(june):
    assert figures(matrix(june.actor("salesperson_west"), Query(JUNE)), "ORD-06")["evidence"] == 0
    assert figures(matrix(june.actor("region_manager"), Query(JUNE)), "ORD-05")["due"] == 2


def test_three_months_in_a_row_below_target_stand_out(june, monkeypatch):
    from yingshu.kernel import enforcement
    from yingshu.kernel.enforcement import Count

    fixed = {("ORD-05", date(2026, m, 1)): Count("ORD-05", date(2026, m, 1), 10, 10, kept) for m, kept in (
        (2, 9), (3, 10), (4, 9), (5, 9), (6, 9))}
    monkeypatch.setattr(enforcement, "counts", lambda asked: fixed)
    found = matrix(june.actor("director"), Query(JUNE))
    assert [c.tone for c in row(found, "ORD-05").cells] == ["none", "low", "ok", "low", "low", "often_low"]
    assert (row(found, "ORD-05").conclusion, found.summary.often_low, found.summary.rate, found.summary.rate_before) == (
        "often_low", 1, Decimal("90.00"), Decimal("90.00"))
    set_parameters(actor=system(), control="insight.compliance", values={"clause_targets": {"ORD-05": "0.9"}})
    assert row(matrix(june.actor("director"), Query(JUNE)), "ORD-05").conclusion == "kept"


def test_rates_with_other_parameters(june):
    asked = Asked(*JUNE)
    assert instruction_rate(INSTRUCT.params(), asked) == (4, 2)
    assert instruction_rate(INSTRUCT.params(finance_hours=48), asked) == (4, 3)


def signed_in(trade, who="director"):
    client = Client()
    client.force_login(trade.company.person(who), BACKEND)
    return client


def test_the_pages(june):
    client = signed_in(june)
    page = client.get("/rulebook/matrix/?period=2026-06").content.decode()
    assert "制度执行矩阵" in page and "ORD-06" in page and "低于目标" in page and "未落实" in page
    drilled = client.get("/rulebook/matrix/ORD-06/?period=2026-06").content.decode()
    assert "XS20260601-0001" in drilled or "DD20260601-0001" in drilled
    assert client.get("/rulebook/matrix/NO-1/").status_code == 404
    assert client.get("/rulebook/matrix/?period=2026-W25").status_code == 400
    book = client.get("/rulebook/matrix/export/?period=2026-06")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    assert signed_in(june, "salesperson").get("/rulebook/matrix/export/").status_code == 403
    assert client.get("/rulebook/matrix/?period=2026Q2&unit=99999999999999999999&person=x&chapter=?&way=?").status_code == 200


def test_the_evidence_pack_proves_itself(june, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    trail.seal()
    answer = signed_in(june).post("/rulebook/matrix/evidence/", {"period": "2026-06", "person": june.actor("finance").id})
    assert answer.status_code == 302 and Job.objects.latest("id").arguments["person_id"] == june.actor("finance").id
    done = ask_for_evidence(actor=june.actor("director"), first_day=JUNE.first, last_day=JUNE.last)
    jobs.run(done.data["job_id"])
    job = Job.objects.get(pk=done.data["job_id"])
    assert (job.state, job.log) == (Job.State.DONE, "")
    with zipfile.ZipFile(tmp_path / job.file) as pack:
        names = set(pack.namelist())
        assert {"index.pdf", "matrix.xlsx", "matrix.json", "records.xlsx", "records/ORD-06.json", "audit/proof.json", "audit/seals.csv",
                "manifest.json"} <= names
        manifest = json.loads(pack.read("manifest.json"))["files"]
        assert manifest == {name: hashlib.sha256(pack.read(name)).hexdigest() for name in names - {"manifest.json"}}
        proof = json.loads(pack.read("audit/proof.json"))
        assert (proof["broken_entry"], proof["intact"] > 10, proof["head"]["position"]) == (None, True, proof["intact"])
        kept = json.loads(pack.read("records/ORD-06.json"))
        assert (kept["evidence"], kept["kept_here"], len(kept["records"])) == (3, 3, 3)
        assert {"facts", "params", "verdict"} <= set(next(r for r in kept["records"] if "facts" in r["snapshot"])["snapshot"])
        assert pack.read("index.pdf")[:5] == b"%PDF-"
        alone = tmp_path / "verify.py"
        alone.write_bytes(pack.read("verify.py"))
        assert {one.what: one.wrong for one in verify.verify(pack)} == {"files": [], "entries": [], "seals": [], "trail": []}
        assert next(one.looked_at for one in verify.verify(pack) if one.what == "entries") > 5
    told = subprocess.run([sys.executable, "-I", alone, tmp_path / job.file], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.count("OK"), told.stderr) == (0, 4, "")
    with pytest.raises(InvalidInput):
        ask_for_evidence(actor=june.actor("director"), first_day=date(2024, 1, 1), last_day=JUNE.last)
    with pytest.raises(NotAllowed):
        ask_for_evidence(actor=june.actor("salesperson"), first_day=JUNE.first, last_day=JUNE.last)


@pytest.mark.parametrize(("name", "path"), [
    ("insight.matrix_page", "/rulebook/matrix/?period=2026-06"), ("insight.matrix_clause_page", "/rulebook/matrix/ORD-06/?period=2026-06"),
    ("rulebook.controls_page", "/rulebook/parameters/"), ("rulebook.control_page", "/rulebook/parameters/orders.slip_gate/")])
def test_what_the_pages_cost(june, query_budget, name, path):
    client = signed_in(june)
    client.get(path)
    with query_budget(name):
        assert client.get(path).status_code == 200


# ---- the clauses of the book in force

@pytest.fixture
def book(june):
    """A book of the company with ORD-06 and BRD-01, one of region west with ORD-05; published long ago."""
    for code, unit, bound in (("GS", None, ["ORD-06", "BRD-01"]), ("XQ", "west", ["ORD-05"])):
        made = Rulebook.objects.create(code=code, title=code, unit=june.company.unit(unit) if unit else None, made_at=clock.now())
        version = RulebookVersion.objects.create(rulebook=made, version=1, state="published", made_by_id=0, made_by="--",
                                                 made_at=clock.now(), valid_from=date(2026, 1, 1))
        BookNode.objects.create(version=version, position=1, kind="article", key=code, text="--", clauses=bound)
    return june


def shown(book, **more):
    return [r.clause.id for r in matrix(book.actor("director"), Query(JUNE, **more)).rows]


def test_the_matrix_shows_the_clauses_of_the_book_in_force(book):
    everything = {r.clause.id for r in matrix(book.actor("director"), Query(JUNE, everything=True)).rows}
    assert set(shown(book)) == {"ORD-05", "ORD-06", "BRD-01"}
    assert set(shown(book, unit_id=book.company.unit("west").pk)) == {"ORD-05", "ORD-06", "BRD-01"}
    assert set(shown(book, unit_id=book.company.unit("east").pk)) == {"ORD-06", "BRD-01"}
    assert (shown(book, way="none"), len(everything)) == (["BRD-01"], len(clauses()))
    found = matrix(book.actor("director"), Query(JUNE))
    assert (found.summary.clauses, found.summary.carried, found.of_book) == (3, 2, True)
    assert {c.code: c.hidden for c in found.chapters}["orders-and-dispatch"] == 19


def test_the_page_says_which_clauses_it_shows(book):
    client = Client()
    client.force_login(book.company.person("director"), backend=BACKEND)
    says, everything = (client.get(f"/rulebook/matrix/?period=2026-06{more}").content.decode() for more in ("", "&all=1"))
    assert "现行制度 3 条" in says and "全部条款目录" in says and "LOG-02" not in says
    assert "LOG-02" in everything and "只看现行制度" in everything
    assert client.get("/rulebook/matrix/LOG-02/?period=2026-06").status_code == 200


def test_articles_that_nothing_carries_out_stand_below_the_matrix_and_in_the_workbook(book):
    version = RulebookVersion.objects.get(rulebook__code="GS")
    pieces = (("article", 0, "第二条", []), ("article", 0, "第三条", []), ("item", 1, "1.", ["LOG-02"]), ("article", 0, "第四条", []))
    for n, (kind, depth, label, bound) in enumerate(pieces, 2):
        BookNode.objects.create(version=version, position=n, depth=depth, kind=kind, key=f"n{n}", label=label, text="按期办理。",
                                clauses=bound)
    found = matrix(book.actor("director"), Query(JUNE))
    assert [(one.number, one.says) for one in found.bare] == [("第二条", "按期办理。"), ("第四条", "按期办理。")]
    assert matrix(book.actor("director"), Query(JUNE, chapter="orders-and-dispatch")).bare == []
    assert [row["clause"] for row in out_rows(found)][-2:] == ["第二条", "第四条"]
    client = Client()
    client.force_login(book.company.person("director"), backend=BACKEND)
    says = client.get("/rulebook/matrix/?period=2026-06").content.decode()
    assert "未绑定条款的条文：2" in says and f"/rulebook/read/{version.pk}/?node=n2#n2" in says
    assert client.get("/rulebook/matrix/export/?period=2026-06").status_code == 200
