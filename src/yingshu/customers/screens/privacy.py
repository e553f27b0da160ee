"""Requests about personal data, and the notices that stand before public forms (CNF-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel import clock, personal
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import PrivacyNotice, PrivacyRequest
from ..notices import PURPOSES
from ..queries import privacy_requests, who_asks

PUBLISH = "customers.publish_notice"


def _request_tag(row: PrivacyRequest) -> Tag:
    if row.handled_at:
        return Tag(_("Handled"), "done")
    return Tag(_("Overdue"), "danger") if row.due_on < clock.today() else Tag(pgettext_lazy("request", "Open"), "wait")


def _request(row: PrivacyRequest, actor: Actor) -> Mapping[str, Any]:
    """The request; what there is to be decided about, or what came of it, by kind of record; and what must stay, with the reason."""
    deleting = row.kind == PrivacyRequest.Kind.DELETE
    return {"request_row": row, "held": _handled(row) if row.handled_at else _waiting(row), "deleting": deleting,
            "stays": [(k.title, k.why) for k in personal.KEPT] if deleting else []}


def _waiting(row: PrivacyRequest) -> list[dict[str, Any]]:
    kept = personal.kept_of(who_asks(row))
    return [{"title": _title(code), "found": len(rows), "numbers": "、".join(dict.fromkeys(r["number"] for r in rows[:10]))}
            for code, rows in kept.items()]


def _handled(row: PrivacyRequest) -> list[dict[str, Any]]:
    erased = row.evidence.get("erased", {})
    return [{"title": _title(code), "found": n, "erased": erased.get(code, 0)} for code, n in row.evidence.get("found", {}).items()]


def _title(code: str) -> Any:
    return personal.HOLDERS[code].title if code in personal.HOLDERS else code


@register
class PrivacyRequestScreen(Screen):
    """Requests about personal data (CNF-07)."""

    code: ClassVar[str] = "privacy_requests"
    model: ClassVar[Any] = PrivacyRequest
    title: ClassVar[Any] = _("Requests about personal data")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "shield-lock"
    hint: ClassVar[Any] = _("Customers' requests, and those that visitors make at /privacy/.")
    columns: ClassVar[Sequence[Column]] = (
        Column("asked_by", _("asked by"), value=lambda r: r.asked_by, needs=("customer__name", "name"), link=True),
        Column("kind", value=lambda r: r.get_kind_display()), Column("phone", kind="mask_phone"),
        Column("email", kind="mask_email", phone=False),
        Column("asked_on", kind="date"), Column("due_on", kind="date"), Column("handled_by"), Column("handled_at", kind="moment"),
        Column("state", _("state"), kind="tag", tags=_request_tag, needs=("handled_at", "due_on")))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Customer or name"), kind="search"),
                                           Filter("asked_on", _("asked on"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("open", pgettext_lazy("request", "Open"), lambda actor: Q(handled_at=None), count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("request", _("Request"), "customers/privacy_request.html", _request),)
    order_by: ClassVar[Sequence[str]] = ("-asked_on", "-id")
    select_related: ClassVar[Sequence[str]] = ("customer",)
    search_fields: ClassVar[Sequence[str]] = ("customer__name", "name")
    actions: ClassVar[Sequence[str]] = ("customers.ask_about_data",)
    history_kind: ClassVar[str] = "privacy_request"
    id_parameter: ClassVar[str] = "request_id"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return privacy_requests(actor)

    def row_actions(self, row: PrivacyRequest, actor: Actor) -> Sequence[str]:
        return [] if row.handled_at else ["customers.handle_privacy_request"]


@register
class PrivacyNoticeScreen(Screen):
    """Notices: the company's own versions; the delivered text is version 1."""

    code: ClassVar[str] = "privacy_notices"
    model: ClassVar[Any] = PrivacyNotice
    title: ClassVar[Any] = _("Notices about personal data")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 61
    icon: ClassVar[str] = "file-info"
    hint: ClassVar[Any] = _("What is told on a public page before personal data are asked for. The delivered text is version 1.")
    columns: ClassVar[Sequence[Column]] = (
        Column("purpose", _("purpose"), value=lambda r: __(PURPOSES[r.purpose].title) if r.purpose in PURPOSES else r.purpose, link=True),
        Column("version", kind="quantity"), Column("text", width="wide", phone=False), Column("at", kind="moment"), Column("actor_name"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    panels: ClassVar[Sequence[Panel]] = (Panel("text", _("Notice"), "customers/privacy_notice.html", lambda row, actor: {"row": row}),)
    order_by: ClassVar[Sequence[str]] = ("purpose", "-version")
    search_fields: ClassVar[Sequence[str]] = ("purpose", "text")
    history_kind: ClassVar[str] = "privacy_notice"
    empty_text: ClassVar[Any] = _("The delivered texts are in force.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Notices are told to everybody."""
        return PrivacyNotice.objects.all()

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """Change the notice of each purpose."""
        return [{"code": f"{PUBLISH}:{p.code}", "title": __("Change: %(purpose)s") % {"purpose": __(p.title)},
                 "url": f"/act/{PUBLISH}/?purpose={p.code}", "page": False} for p in PURPOSES.values() if actor.may(PUBLISH)]
