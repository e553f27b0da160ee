"""The organisation: units in a tree, posts with their rights, headcounts, the history of the structure (ORG-03, ORG-04)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Reach
from yingshu.kernel.ledger import InsertOnly


class Unit(models.Model):
    """A department, a region or the company itself. ``path`` holds the ids from the top, so that a subtree is one LIKE."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        DEPARTMENT = "department", _("Department")
        REGION = "region", _("Sales region")

    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    path = models.CharField(max_length=200, default="", db_index=True, editable=False)
    head = models.ForeignKey("organisation.Person", models.SET_NULL, null=True, blank=True, related_name="+",
                             verbose_name=_("head"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("unit")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post 岗位: its rights, its data scope, and to whom its holder reports (ORG-20)."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    code = models.CharField(_("code"), max_length=30, unique=True)
    reach = models.CharField(_("data scope"), max_length=6, default=Reach.OWN,
                             choices=[(Reach.OWN, _("own")), (Reach.UNIT, _("own unit")),
                                      (Reach.BELOW, _("own unit and below")), (Reach.ALL, _("everything"))])
    rights = models.JSONField(_("rights"), default=list, blank=True)
    reports_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+",
                                   verbose_name=_("reports to"))
    authority = models.CharField(_("price authority level"), max_length=20, blank=True, default="")
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("post")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Headcount(models.Model):
    """编制: how many people may hold a post in a unit (ORG-04)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="headcounts", verbose_name=_("unit"))
    post = models.ForeignKey(Post, models.CASCADE, related_name="headcounts", verbose_name=_("post"))
    seats = models.PositiveIntegerField(_("headcount"))

    class Meta:
        verbose_name = _("headcount")
        constraints = [models.UniqueConstraint(fields=["unit", "post"], name="one_headcount_per_post")]

    def __str__(self) -> str:
        return f"{self.unit} {self.post} {self.seats}"


class StructureVersion(InsertOnly):
    """The whole structure as it was after a change (ORG-03: tree and history can both be looked up)."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)
    change = models.CharField(max_length=200)
    tree = models.JSONField()

    class Meta:
        verbose_name = _("structure version")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"V{self.number} {self.change}"


class WorkdayOverride(models.Model):
    """The company's own calendar: a day that is worked or not, against the public one."""

    day = models.DateField(_("day"), unique=True)
    worked = models.BooleanField(_("worked"))
    note = models.CharField(_("note"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("working-day override")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
