"""An import: uploaded, mapped, checked, confirmed, perhaps undone."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file on its way in. Nothing is written before it is confirmed."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        CHECKED = "checked", _("Checked, nothing written")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")

    number = models.CharField(_("batch"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200, default="")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKED)
    mapping = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    errors = models.PositiveIntegerField(_("rows with errors"), default=0)
    at = models.DateTimeField(_("at"))
    done_at = models.DateTimeField(_("imported at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("import batch")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class ImportedKey(models.Model):
    """The key of a row once written, so that a second run adds nothing. ``content`` is its money: a change is noticed."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=40, default="")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="import_once")]

    def __str__(self) -> str:
        return self.key


class MappingTemplate(models.Model):
    """对应方案: a column mapping kept for the next file of the same shape."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    mapping = models.JSONField()
    at = models.DateTimeField(_("saved at"))
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("mapping template")

    def __str__(self) -> str:
        return self.name


class Synonym(models.Model):
    """A company's own word for a field's title."""

    field = models.CharField(_("field"), max_length=60)
    title = models.CharField(_("column title"), max_length=60)

    class Meta:
        verbose_name = _("synonym")
        constraints = [models.UniqueConstraint(fields=["field", "title"], name="one_synonym")]

    def __str__(self) -> str:
        return f"{self.title} → {self.field}"
