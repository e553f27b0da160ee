"""Reorganisations and inspections of the discipline committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Tag, register

from ..models import Inspection, Reorganisation
from ..services.reorganising import KIND, card
from .common import OpenScreen

R, J = Reorganisation.State, Inspection.State
R_TAGS = {R.PENDING: "wait", R.APPROVED: "run", R.IN_FORCE: "done", R.REJECTED: "danger"}
J_TAGS = {J.OPEN: "run", J.TO_MEND: "warn", J.CLOSED: "done"}


def reorganisation_tag(row: Reorganisation) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), R_TAGS[R(row.state)])


def inspection_tag(row: Inspection) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), J_TAGS[J(row.state)])


def changes(row: Reorganisation, actor: Actor) -> Mapping[str, Any]:
    """What changes, and which versions of the structure lie before and after."""
    versions = [(gettext("structure before"), f"V{row.version_before}"), (gettext("structure after"), f"V{row.version_after}")]
    return {"rows": [*card(row.pk).lines, *(versions if row.version_after else [])]}


def flow(row: Reorganisation, actor: Actor) -> Mapping[str, Any]:
    """Its way through approval."""
    return approving.panel(actor, KIND, row.pk) or {"approval": None, "preview": None}


@register
class ReorganisationScreen(OpenScreen):
    """组织变更单."""

    code: ClassVar[str] = "reorganisations"
    model: ClassVar[Any] = Reorganisation
    title: ClassVar[Any] = _("Reorganisations")
    order_in_menu: ClassVar[int] = 41
    icon: ClassVar[str] = "hierarchy-3"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("reason"),
        Column("state", kind="tag", value=lambda row: reorganisation_tag(row).label, tags=reorganisation_tag, needs=("state",)),
        Column("effective_on", kind="date"), Column("owner__name", _("asked by")), Column("asked_at", kind="moment", phone=False),
        Column("decided_by", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("number", _("Number"), kind="text"),
                                           Filter("state", _("State"), kind="choice", choices=R.choices))
    panels: ClassVar[Sequence[Panel]] = (Panel("changes", _("Changes"), "organisation/rows.html", changes),
                                         Panel("approval", _("Approval"), "approvals/panel.html", flow, side=True))
    actions: ClassVar[Sequence[str]] = ("organisation.reorganise", "organisation.confirm_condition")
    select_related: ClassVar[Sequence[str]] = ("owner",)
    search_fields: ClassVar[Sequence[str]] = ("number", "reason")
    history_kind: ClassVar[str] = KIND

    def state_tag(self, row: Any) -> Tag:
        return reorganisation_tag(row)

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("organisation.take_effect",) if row.state == R.APPROVED else ()


def conclusion(row: Inspection, actor: Actor) -> Mapping[str, Any]:
    """Subject, conclusion, what was put right."""
    words = {None: "--", True: gettext("conforms"), False: gettext("does not conform")}
    return {"rows": [(gettext("subject"), row.subject), (gettext("conclusion"), words[row.conforms]),
                     (gettext("finding"), row.finding or "--"), (gettext("to be put right by"), row.due_on or "--"),
                     (gettext("put right"), row.mended or "--")]}


@register
class InspectionScreen(OpenScreen):
    """监督检查."""

    code: ClassVar[str] = "inspections"
    model: ClassVar[Any] = Inspection
    title: ClassVar[Any] = _("Inspections of the committee")
    order_in_menu: ClassVar[int] = 42
    icon: ClassVar[str] = "zoom-check"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("unit__name", _("examined unit")), Column("subject"),
        Column("state", kind="tag", value=lambda row: inspection_tag(row).label, tags=inspection_tag, needs=("state",)),
        Column("due_on", kind="date"), Column("opened_by__name", _("opened by")), Column("opened_at", kind="moment", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("number", _("Number"), kind="text"),
                                           Filter("state", _("State"), kind="choice", choices=J.choices),
                                           Filter("unit", _("examined unit"), kind="ref", lookup="units"))
    panels: ClassVar[Sequence[Panel]] = (Panel("conclusion", _("Conclusion"), "organisation/rows.html", conclusion),)
    actions: ClassVar[Sequence[str]] = ("organisation.open_inspection",)
    select_related: ClassVar[Sequence[str]] = ("unit", "opened_by")
    search_fields: ClassVar[Sequence[str]] = ("number", "subject", "unit__name")
    history_kind: ClassVar[str] = "inspection"

    def state_tag(self, row: Any) -> Tag:
        return inspection_tag(row)

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        conclude = ("organisation.conclude_inspection",)
        return {J.OPEN: conclude, J.TO_MEND: ("organisation.mend_inspection", *conclude)}.get(J(row.state), ())
