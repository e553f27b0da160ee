"""What a draft puts in force besides its words: variants of clauses, values of controls, bindings without a clause (ORG-31)."""

from __future__ import annotations

from datetime import date

import pytest

from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound
from yingshu.rulebook.books import clauses_in_force, nodes_of, unbound
from yingshu.rulebook.decisions import in_force, params_of
from yingshu.rulebook.errors import UnknownVariant, VersionIsClosed
from yingshu.rulebook.models import RulebookVersion
from yingshu.rulebook.tests.test_book import at, draft_of, make_book, published  # noqa: F401
from yingshu.rulebook.tests.test_book_pages import page
from yingshu.rulebook.tests.test_parameters import signed_in

SLIP, REVIEW = "orders.slip_gate", "orders.review"


def revision(company, packs=("small_centre_cod",)):
    done = company.act("rulebook.use_packs", "director", packs=list(packs), code="ZX", title="营销中心管理制度")
    return RulebookVersion.objects.get(pk=done.id)


@pytest.mark.clause("ORG-31")
def test_the_variant_of_a_clause_is_chosen_in_the_draft_and_holds_with_its_publication(company, at):  # noqa: F811
    at("2026-05-01")
    draft = revision(company)
    assert draft.settings["controls"][REVIEW]["variant"] == "接单即发指令"
    company.act("rulebook.choose_variant", "director", version_id=draft.pk, clause="ORD-02", variant="经理审核")
    draft.refresh_from_db()
    said = draft.settings["clauses"]["ORD-02"]
    assert (said["variant"], said["parameters"]["mode"], draft.settings["controls"][REVIEW]) == (
        "经理审核", "经理审核", {"variant": "经理审核", "values": {}})
    published(company, None, "2026-06-01", draft)
    at("2026-06-01")
    assert in_force(CONTROLS[REVIEW]).variant == "经理审核"
    with pytest.raises(VersionIsClosed):
        company.act("rulebook.choose_variant", "director", version_id=draft.pk, clause="ORD-02", variant="直接开单")


def test_a_variant_that_the_clause_does_not_have_is_refused_with_those_it_has(company):
    draft = revision(company)
    with pytest.raises(InvalidInput) as wrong:
        company.act("rulebook.choose_variant", "director", version_id=draft.pk, clause="ORD-02", variant="随便")
    assert "接单即发指令" in wrong.value.errors["variant"][0]
    with pytest.raises(NotFound):
        company.act("rulebook.choose_variant", "director", version_id=draft.pk, clause="ORD-99", variant="随便")
    with pytest.raises(NotAllowed):
        company.act("rulebook.choose_variant", "salesperson", version_id=draft.pk, clause="ORD-02", variant="经理审核")


@pytest.mark.clause("ORG-31")
def test_a_book_of_ones_own_fills_in_values_that_hold_with_its_publication(company, at):  # noqa: F811
    at("2026-05-01")
    draft = draft_of(make_book(company))
    for values in ({"tolerance_fen": -1}, {"tolerance_fen": "many"}):
        with pytest.raises(InvalidInput) as wrong:
            company.act("rulebook.choose_values", "director", version_id=draft.pk, control=SLIP, values=values)
        assert "tolerance_fen" in wrong.value.errors
    with pytest.raises(UnknownVariant):
        company.act("rulebook.choose_values", "director", version_id=draft.pk, control=SLIP, variant="随便")
    company.act("rulebook.choose_values", "director", version_id=draft.pk, control=REVIEW, variant="经理审核")
    company.act("rulebook.choose_values", "director", version_id=draft.pk, control=SLIP, values={"tolerance_fen": 500})
    draft.refresh_from_db()
    assert draft.settings["controls"] == {REVIEW: {"variant": "经理审核", "values": {}},
                                          SLIP: {"variant": "", "values": {"tolerance_fen": 500}}}
    company.act("rulebook.choose_values", "director", version_id=draft.pk, control=REVIEW)
    before = in_force(CONTROLS[REVIEW]).variant
    published(company, None, "2026-06-01", draft)
    assert params_of(CONTROLS[SLIP]).tolerance_fen == 0
    at("2026-06-01")
    assert (params_of(CONTROLS[SLIP]).tolerance_fen, in_force(CONTROLS[REVIEW]).variant) == (500, before)


def test_variants_and_values_of_a_draft_are_filled_in_in_the_browser(company, at):  # noqa: F811
    at("2026-05-01")
    draft, client = revision(company), signed_in(company)
    node = next(n for n in nodes_of(draft) if n.clauses == ["ORD-02"])
    edit = f"/rulebook/edit/{draft.pk}/?node={node.pk}"
    assert '<option selected>接单即发指令</option>' in page(client, edit) and f"?draft={draft.pk}#values" in page(client, edit)
    assert client.post(edit, {"step": "variant", "node_id": node.pk, "clause": "ORD-02", "variant": "经理审核"}).status_code == 302
    assert '<option selected>经理审核</option>' in page(client, edit)
    form = f"/rulebook/parameters/{SLIP}/?draft={draft.pk}"
    says = page(client, form)
    assert "写入草案" in says and 'name="reason"' not in says and f'name="draft" value="{draft.pk}"' in says
    answer = client.post(form, {"draft": draft.pk, "tolerance": "5.00", "require_ready": "true", "require_paid": "true"})
    assert (answer.status_code, answer["Location"]) == (302, f"/rulebook_versions/{draft.pk}/")
    draft.refresh_from_db()
    assert draft.settings["controls"][SLIP]["values"]["tolerance_fen"] == 500
    assert "5.00" in page(client, f"/rulebook_versions/{draft.pk}/")
    assert client.post(form, {"draft": draft.pk, "tolerance": "-5"}).status_code == 400
    assert client.post(form, {"draft": draft.pk, "keep": "1"}).status_code == 302
    draft.refresh_from_db()
    assert SLIP not in draft.settings["controls"]
    published(company, None, "2026-06-01", draft)
    assert client.get(form).status_code == 404, "what leaders signed is not filled in any more"


@pytest.mark.clause("ORG-31")
def test_a_piece_bound_to_a_control_alone_shows_it_beside_its_text(company, at):  # noqa: F811
    at("2026-05-01")
    draft, client = draft_of(make_book(company)), signed_in(company)
    first, second = [n for n in nodes_of(draft) if n.kind == "article"]
    company.act("rulebook.change_node", "director", node_id=second.pk, controls=[SLIP])
    version = published(company, None, "2026-05-01", draft)
    assert clauses_in_force() == {"ORD-06"} and [n.label for n in unbound()] == [first.label]
    says = page(client, f"/rulebook/read/{version.pk}/?node={second.key}")
    assert 'id="pane" aria-label="ORD-06"' in says and "销售单闸口" in says and "本月" in says
    assert f'href="/rulebook/matrix/ORD-06/?period={date(2026, 5, 1):%Y-%m}"' in says
    assert client.get("/rulebook/clauses/ORD-06/")["Location"] == f"/rulebook/read/{version.pk}/?clause=ORD-06#ORD-06"


def test_the_preview_of_packs_follows_the_variant_chosen(company):
    client = signed_in(company)
    asked = "/rulebook/packs/?pack=small_centre_cod&pack=price_strategy_flow"
    disputed = page(client, asked)
    assert "互相矛盾" in disputed and '<option value="接单即发指令">' in disputed, "both sides of a contradiction can be chosen"
    chosen = page(client, f"{asked}&variant-ORD-02=接单即发指令")
    assert '<option value="接单即发指令" selected>' in chosen
