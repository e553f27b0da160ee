"""The inbox, and what left the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from .models import Announcement, Message, Outgoing
from .queries import inbox, text_of


def _tag(row: Message) -> Tag:
    if row.read_at:
        return Tag(_("Read"), "done")
    return Tag(_("Urgent"), "warn") if row.urgent else Tag(_("Unread"), "wait")


def _told(row: Message, actor: Actor) -> Mapping[str, Any]:
    return {"text": text_of(row), "url": row.url, "clause": row.clause}


@register
class MessageScreen(Screen):
    """A person's messages; nobody sees another's."""

    code: ClassVar[str] = "messages"
    model: ClassVar[Any] = Message
    title: ClassVar[Any] = _("Messages")
    icon: ClassVar[str] = "bell"
    columns: ClassVar[Sequence[Column]] = (
        Column("text", _("message"), value=text_of, link=True, needs=("msgid", "args")), Column("at", _("at"), kind="moment"),
        Column("clause", _("clause"), kind="code"), Column("state", _("state"), kind="tag", tags=_tag, needs=("read_at", "urgent")))
    filters: ClassVar[Sequence[Filter]] = (Filter("at", _("at"), kind="daterange", field="at"),)
    views: ClassVar[Sequence[View]] = (View("unread", _("Unread"), lambda actor: Q(read_at=None), count=True), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (Panel("text", _("message"), "notifications/message.html", _told),)
    search_fields: ClassVar[Sequence[str]] = ("msgid",)
    actions: ClassVar[Sequence[str]] = ("notifications.mark_all_read",)
    empty_text: ClassVar[Any] = _("No messages.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return inbox(actor)

    def row_actions(self, row: Message, actor: Actor) -> Sequence[str]:
        return [] if row.read_at else ["notifications.mark_read"]

    def heading(self, row: Message) -> str:
        return text_of(row)

    def state_tag(self, row: Message) -> Tag:
        return _tag(row)


def _outgoing_tag(row: Outgoing) -> Tag:
    weights = {Outgoing.State.WAITING: "wait", Outgoing.State.SENT: "done", Outgoing.State.FAILED: "danger"}
    return Tag(row.get_state_display(), weights[Outgoing.State(row.state)])


@register
class OutgoingScreen(Screen):
    """E-mails: sent, waiting, given up."""

    code: ClassVar[str] = "outgoing"
    model: ClassVar[Any] = Outgoing
    title: ClassVar[Any] = _("Outgoing messages")
    group: ClassVar[str] = "system"
    order_in_menu: ClassVar[int] = 95
    icon: ClassVar[str] = "send"
    columns: ClassVar[Sequence[Column]] = (
        Column("subject", _("subject"), link=True), Column("recipient", _("recipient")), Column("tries", _("tries"), kind="quantity"),
        Column("next_try_at", _("next try"), kind="moment"), Column("sent_at", _("sent at"), kind="moment"),
        Column("state", _("state"), kind="tag", tags=_outgoing_tag))
    filters: ClassVar[Sequence[Filter]] = (Filter("state", _("state"), kind="choice", choices=Outgoing.State.choices),)
    search_fields: ClassVar[Sequence[str]] = ("subject", "recipient")
    rest: ClassVar[bool] = False

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Outgoing.objects.all()


def _announcement_tag(row: Announcement) -> Tag:
    if row.withdrawn_at:
        return Tag(_("Taken down"), "void")
    today = clock.today()
    if row.since > today:
        return Tag(_("Not begun"), "wait")
    return Tag(_("Over"), "void") if row.until and row.until < today else Tag(_("Shown"), "done")


@register
class AnnouncementScreen(Screen):
    """公告."""

    code: ClassVar[str] = "announcements"
    model: ClassVar[Any] = Announcement
    title: ClassVar[Any] = _("Announcements")
    group: ClassVar[str] = "system"
    order_in_menu: ClassVar[int] = 87
    icon: ClassVar[str] = "speakerphone"
    hint: ClassVar[Any] = _("Shown on every workbench.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True), Column("since", kind="date"), Column("until", kind="date"),
        Column("state", _("state"), kind="tag", value=lambda row: _announcement_tag(row).label, tags=_announcement_tag,
               needs=("withdrawn_at",)),
        Column("actor_name", phone=False), Column("at", kind="moment", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("title"), kind="search"), Filter("at", _("published at"), kind="daterange"))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("text", _("text"), "notifications/announcement.html", lambda row, actor: {"announcement": row}),)
    search_fields: ClassVar[Sequence[str]] = ("title", "text")
    actions: ClassVar[Sequence[str]] = ("notifications.announce",)
    history_kind: ClassVar[str] = "announcement"
    empty_text: ClassVar[Any] = _("What everybody should know is published here.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Announcement.objects.all()

    def row_actions(self, row: Announcement, actor: Actor) -> Sequence[str]:
        return [] if row.withdrawn_at else ["notifications.withdraw_announcement"]

    def state_tag(self, row: Announcement) -> Tag:
        return _announcement_tag(row)
