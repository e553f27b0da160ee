"""Flows, authority tables and incompatible duties: readable, with every version, and editable in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import AuthorityVersion, FlowVersion, SeparationVersion, Version
from ..queries import reading
from ..queries.force import version_of
from .approval import kind_title, kinds


def version_tag(row: Any) -> Tag:
    """In force today, coming, replaced, or out of use."""
    if row.valid_from > clock.today():
        return Tag(_("Not yet in force"), "wait")
    if row.newest != row.pk:
        return Tag(_("Superseded"), "void")
    return Tag(_("In force"), "done") if row.active else Tag(_("Out of use"), "void")


def _newest(model: type[Version]) -> Subquery:
    """The version of the same code in force today."""
    same = model.objects.filter(code=OuterRef("code"), valid_from__lte=clock.today())
    return Subquery(same.order_by("-valid_from", "-version").values("pk")[:1])


class DefinitionScreen(Screen):
    """What the three lists share."""

    group = "approvals"
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True),
        Column("version", kind="code", value=lambda row: f"V{row.version}"),
        Column("subject", value=lambda row: kind_title(row.subject), needs=("subject",)),
        Column("state", _("State"), kind="tag", value=lambda row: version_tag(row).label, tags=version_tag,
               needs=("valid_from", "active")),
        Column("valid_from", kind="date"),
        Column("actor_name", phone=False),
        Column("at", kind="moment", phone=False),
        Column("book", phone=False),
        Column("code", kind="code", hidden=True),
        Column("reason", hidden=True, phone=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("title", _("Title"), kind="text"),
        Filter("subject", _("Kind of document"), kind="choice", choices=kinds),
        Filter("valid_from", _("Valid from"), kind="daterange"),
        Filter("code", _("code"), kind="text"),
    )
    views = (View("force", _("In force"), where=lambda actor: Q(newest=F("pk"), active=True)), View("all", _("All versions")))
    order_by = ("title", "-version")
    search_fields = ("title", "code")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.annotate(newest=_newest(self.model))
        return found

    def state_tag(self, row: Any) -> Tag:
        return version_tag(row)

    def heading(self, row: Any) -> str:
        return str(row)

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        line = gettext("in force from %(day)s, saved by %(who)s") % {"day": row.valid_from, "who": row.actor_name}
        return {"line": line, "edit_url": reading.edit_url(row) if actor.may(reading.SAVES[type(row)]) else ""}

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        return {"content": row.content, "clauses": row.clauses, "active": row.active}


@register
class FlowScreen(DefinitionScreen):
    """审批流."""

    code = "flows"
    model = FlowVersion
    title = _("Approval flows")
    order_in_menu = 60
    icon = "sitemap"
    hint = _("Which steps a kind of document goes through. Documents in approval keep the version they started with.")
    panels = (Panel("steps", _("Steps"), "approvals/flow.html", lambda row, actor: reading.flow(row)),
              Panel("versions", _("Versions"), "approvals/versions.html", lambda row, actor: reading.versions(row), side=True))
    actions = ("approvals.define_flow",)
    pages = {"approvals.define_flow": "/act/approvals.define_flow/"}
    detail_template = "approvals/definition.html"
    history_kind = "flowversion"
    empty_text = _("No flow is in force: every document is decided as the rooms themselves say. Make the first flow.")


@register
class AuthorityScreen(DefinitionScreen):
    """权限表."""

    code = "authority_tables"
    model = AuthorityVersion
    title = _("Authority tables")
    order_in_menu = 61
    icon = "table-options"
    hint = _("Matter by band and unit: who may decide how much. The document keeps which row decided.")
    panels = (Panel("rows", _("Rows"), "approvals/table.html", lambda row, actor: reading.table(row)),
              Panel("versions", _("Versions"), "approvals/versions.html", lambda row, actor: reading.versions(row), side=True),
              files_panel("authority_table"))
    actions = ("approvals.define_table",)
    pages = {"approvals.define_table": "/act/approvals.define_table/"}
    detail_template = "approvals/definition.html"
    history_kind = "authorityversion"
    id_parameter = "table_id"
    empty_text = _("No authority table yet.")

    def row_actions(self, row: AuthorityVersion, actor: Actor) -> Sequence[str]:
        return ("insight.rehearse_table",) if version_of(AuthorityVersion, row.code) else ()


access.declare("authority_table", lambda pk, actor: actor.may("authority_tables.view") and AuthorityVersion.objects.filter(pk=pk).exists())


@register
class SeparationScreen(DefinitionScreen):
    """不相容岗位."""

    code = "incompatible_duties"
    model = SeparationVersion
    title = _("Incompatible duties")
    order_in_menu = 62
    icon = "arrows-split-2"
    hint = _("What one person must not unite. Checked when a right is granted, when somebody acts, and in the monthly report.")
    columns = (*DefinitionScreen.columns[:2], *DefinitionScreen.columns[3:])
    filters = (DefinitionScreen.filters[0], *DefinitionScreen.filters[2:])
    panels = (Panel("sides", _("Both sides"), "approvals/separation.html", lambda row, actor: reading.separation(row)),
              Panel("versions", _("Versions"), "approvals/versions.html", lambda row, actor: reading.versions(row), side=True))
    actions = ("approvals.define_separation",)
    pages = {"approvals.define_separation": "/act/approvals.define_separation/"}
    detail_template = "approvals/definition.html"
    history_kind = "separationversion"
    empty_text = _("No pair of duties is incompatible yet.")
