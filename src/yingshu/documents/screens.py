"""Prints: which copy, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.screens import Column, Filter, Screen, register

from .models import PrintLog
from .printing import PAPERS, TEMPLATES


def _title(row: PrintLog) -> str:
    return str(TEMPLATES[row.template].title) if row.template in TEMPLATES else row.template


def _paper(row: PrintLog) -> str:
    return str(PAPERS[row.paper].title) if row.paper in PAPERS else row.paper


@register
class PrintLogScreen(Screen):
    """打印日志."""

    code: ClassVar[str] = "prints"
    model: ClassVar[Any] = PrintLog
    title: ClassVar[Any] = _("Print log")
    group: ClassVar[str] = "system"
    order_in_menu: ClassVar[int] = 92
    icon: ClassVar[str] = "printer"
    columns: ClassVar[Sequence[Column]] = (
        Column("template", _("template"), value=_title, link=True), Column("subject_kind", _("document"), kind="code", hidden=True),
        Column("subject_id", _("id"), kind="code", phone=False), Column("paper", _("paper"), value=_paper),
        Column("copy", _("copy"), kind="quantity"),
        Column("actor_name", _("by")), Column("at", _("at"), kind="moment"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("template", _("template"), kind="choice", choices=tuple((code, form.title) for code, form in TEMPLATES.items())),
        Filter("at", _("at"), kind="daterange", field="at"))
    search_fields: ClassVar[Sequence[str]] = ("template", "actor_name")
    rest: ClassVar[bool] = False

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        everything = actor.everything or actor.reach == Reach.ALL
        return PrintLog.objects.filter(Q() if everything else Q(actor_id=actor.id))
