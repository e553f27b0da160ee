"""The registers themselves, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register

from ..models import Register, RegisterVersion
from ..registry import live


def _versions(row: Any, actor: Actor) -> dict[str, Any]:
    return {"versions": RegisterVersion.objects.filter(register_id=row.pk).order_by("-number")[:50], "screen_code": live(row.code).screen}


def state_of(row: Any) -> Tag:
    """In force, or ended."""
    return Tag(_("Ended"), "void") if row.retired_on and row.retired_on <= clock.today() else Tag(_("In force"), "done")


@register
class RegisterScreen(Screen):
    """台账设置: which registers there are, in which version, from which rulebook."""

    code: ClassVar[str] = "registers"
    model: ClassVar[Any] = Register
    title: ClassVar[Any] = _("Register definitions")
    group: ClassVar[str] = "system"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "table"
    columns: ClassVar[Sequence[Column]] = (
        Column("title", _("title"), link=True), Column("code", _("code"), kind="code", hidden=True), Column("clauses", _("clauses")),
        Column("book", _("rulebook")),
        Column("retired_on", _("state"), kind="tag", tags=state_of))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Search"), kind="search"),)
    search_fields: ClassVar[Sequence[str]] = ("code", "title", "clauses")
    order_by: ClassVar[Sequence[str]] = ("code",)
    panels: ClassVar[Sequence[Panel]] = (Panel("versions", _("Versions"), "registers/versions.html", _versions),)
    history_kind: ClassVar[str] = "register"
    rest: ClassVar[bool] = False

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Register.objects.all()

    def heading(self, row: Any) -> str:
        return str(row.title)
