"""Flows, authority tables and incompatible duties in versions with first days. A change is a new row; an end is a row without content."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class Version(InsertOnly):
    """One version of an item. ``subject`` is the kind of document a flow or table is for; ``book`` the rulebook it came from."""

    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=80)
    subject = models.CharField(_("kind of document"), max_length=60, default="")
    unit_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    active = models.BooleanField(_("in use"), default=True)
    content = models.JSONField(_("content"), default=dict)
    clauses = models.JSONField(_("clauses"), default=list)
    book = models.CharField(_("rulebook"), max_length=60, default="")
    book_version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("saved at"))
    actor_name = models.CharField(_("saved by"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, default="")

    class Meta:
        abstract = True
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="%(class)s_once")]

    def __str__(self) -> str:
        return f"{self.title} V{self.version}"


class FlowVersion(Version):
    """审批流."""

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("approval flow")


class AuthorityVersion(Version):
    """权限表."""

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("authority table")


class SeparationVersion(Version):
    """不相容岗位."""

    class Meta(Version.Meta):
        abstract = False
        verbose_name = _("incompatible duties")
