"""Registers, the versions of their definitions, and the records: one table for all registers.

A record keeps all its values as JSON, and those that lists filter and order by in typed, indexed columns besides (``slots``).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.fields import PriceField
from yingshu.kernel.scoping import ScopedModel

# Every column that a list can be sorted by has an index that begins with the register and ends with the id, so that a page costs the
# same anywhere, upwards and downwards. References are only looked up.
SORTED = ("text1", "text2", "text3", "text4", "text5", "text6", "number1", "number2", "number3", "number4", "money1", "money2", "money3",
          "day1", "day2", "day3", "day4", "moment1")
LOOKED_UP = ("ref1", "ref2", "ref3", "ref4")

class Register(models.Model):
    """A register. ``slots`` says which typed column holds which field; ``book`` is the rulebook that put it in force."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=80)
    clauses = models.CharField(_("clauses"), max_length=200, default="", blank=True)
    book = models.CharField(_("rulebook"), max_length=60, default="", blank=True)
    slots = models.JSONField(default=dict)
    params = models.JSONField(default=dict)
    retired_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("register")

    def __str__(self) -> str:
        return self.title


class RegisterVersion(models.Model):
    """A version of a definition, in force from its first day until the next one. It is never changed."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="versions", verbose_name=_("register"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField()
    first_day = models.DateField(_("first day"))
    at = models.DateTimeField(_("released at"))
    by = models.CharField(_("released by"), max_length=60)

    class Meta:
        verbose_name = _("version of a register")
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="one_register_version")]

    def __str__(self) -> str:
        return f"{self.register_id} V{self.number}"


class Entry(ScopedModel):
    """A record of a register."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name=_("register"), db_index=False)
    version = models.PositiveIntegerField(_("version"))
    edition = models.PositiveIntegerField(default=1)
    number = models.CharField(_("number"), max_length=40, unique=True)
    headline = models.CharField(_("subject"), max_length=120, default="")
    state = models.CharField(_("state"), max_length=30)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    handler = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("handled by"))
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers", verbose_name=_("made from"))
    day = models.DateField(_("day"))
    created_at = models.DateTimeField(_("recorded at"))
    changed_at = models.DateTimeField(_("changed at"))
    remind_on = models.DateField(null=True)
    values = models.JSONField(default=dict)
    search_text = models.CharField(max_length=400, default="", editable=False)
    text1 = models.CharField(max_length=120, null=True)  # noqa: DJ001 # missing is not empty: the column may belong to no field
    text2 = models.CharField(max_length=120, null=True)  # noqa: DJ001
    text3 = models.CharField(max_length=120, null=True)  # noqa: DJ001
    text4 = models.CharField(max_length=120, null=True)  # noqa: DJ001
    text5 = models.CharField(max_length=120, null=True)  # noqa: DJ001
    text6 = models.CharField(max_length=120, null=True)  # noqa: DJ001
    number1 = PriceField(null=True)
    number2 = PriceField(null=True)
    number3 = PriceField(null=True)
    number4 = PriceField(null=True)
    money1 = models.BigIntegerField(null=True)
    money2 = models.BigIntegerField(null=True)
    money3 = models.BigIntegerField(null=True)
    day1 = models.DateField(null=True)
    day2 = models.DateField(null=True)
    day3 = models.DateField(null=True)
    day4 = models.DateField(null=True)
    moment1 = models.DateTimeField(null=True)
    ref1 = models.BigIntegerField(null=True)
    ref2 = models.BigIntegerField(null=True)
    ref3 = models.BigIntegerField(null=True)
    ref4 = models.BigIntegerField(null=True)
    gram_columns = ("search_text",)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("record")
        indexes = [
            models.Index(fields=["register", "id"], name="register_entry_latest"),
            models.Index(fields=["register", "state", "id"], name="register_entry_state"),
            models.Index(fields=["register", "day", "id"], name="register_entry_day"),
            models.Index(fields=["register", "owner", "id"], name="register_entry_owner"),
            models.Index(fields=["handler", "-id"], name="register_entry_handler", condition=models.Q(handler__isnull=False)),
            models.Index(fields=["remind_on"], name="register_entry_remind", condition=models.Q(remind_on__isnull=False)),
            *(models.Index(fields=["register", slot, "id"], name=f"register_entry_{slot}") for slot in SORTED),
            *(models.Index(fields=["register", slot, "id"], name=f"register_entry_{slot}", condition=models.Q(**{f"{slot}__isnull": False}))
              for slot in LOOKED_UP),
        ]

    def __str__(self) -> str:
        return self.number


class UniqueMark(models.Model):
    """What may occur once in a period: the values of the fields together, held by one record."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="once_in_a_period")]

    def __str__(self) -> str:
        return self.key
