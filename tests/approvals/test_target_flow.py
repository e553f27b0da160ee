"""Who signs the targets of marketing: each ready-made rulebook says it in its own flow (PLN-05)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.approvals.errors import StillWaits
from yingshu.approvals.models import Approval
from yingshu.kernel import clock
from yingshu.registers.models import Entry


def published(trade: Any, pack: str) -> None:
    act = trade.company.act
    pk = act("rulebook.use_packs", "director", packs=[pack], code="ZX", title="管理制度").id
    act("rulebook.submit_version", "director", version_id=pk, leaders=[trade.company.person("vice_president").pk])
    act("rulebook.approve_version", "vice_president", version_id=pk)
    act("rulebook.publish_version", "director", version_id=pk, valid_from=date(2026, 6, 1))


@pytest.mark.clause("PLN-05")
@pytest.mark.parametrize(("pack", "signers"), [
    ("ten_chapter", [["service_manager", "finance", "workshop", "vice_president"], ["general_manager"]]),
    ("dealer_sales", [["sales_department_manager"], ["vice_president"]]), ("region", [["sales_department_manager"]]),
    ("department_rules", [["director"]]), ("scenic_area", [["director"]])])
def test_targets_hold_once_all_have_signed_whom_the_rulebook_names(trade: Any, pack: str, signers: list[list[str]]) -> None:
    trade.company.hire("sales_department_manager", "sales_department_manager")
    with clock.at(datetime(2026, 6, 1, 9)):
        published(trade, pack)
        act, by = trade.company.act, "director" if pack == "ten_chapter" else "sales_director"
        entry = Entry._plain.get(pk=act("registers.add_entry", by, register_code="targets", values={
            "subject": "下半年销售额", "kind": "销售额", "first_day": "2026-07-01", "last_day": "2026-12-31", "amount": "1200000"}).id)
        act("registers.move_entry", by, register_code="targets", entry_id=entry.pk, move="submit")
        everybody = [who for step in signers for who in step]
        for who in everybody:
            with pytest.raises(StillWaits):
                act("registers.move_entry", "general_manager", register_code="targets", entry_id=entry.pk, move="enable")
            act("approvals.agree", who, approval_id=Approval.objects.get(kind="r/targets").pk)
        assert (Entry._plain.get(pk=entry.pk).state, Approval.objects.get(kind="r/targets").state) == ("running", "agreed")
