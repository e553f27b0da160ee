"""What is learned: improvements with owner, day and a check of their effect (SVC-12, SVC-25); answers for everybody (SVC-21)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Improvement(models.Model):
    """改进项, a short 8D: problem, immediate step, root cause, corrective and preventive action, effect checked afterwards."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("improvement", "Under way")
        DONE = "done", _("Done, effect to be checked")
        EFFECTIVE = "effective", _("Works")
        FAILED = "failed", _("Does not work")

    number = models.CharField(_("number"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    case = models.ForeignKey("service.Case", models.PROTECT, null=True, related_name="improvements", verbose_name=_("case"))
    after_sales = models.ForeignKey("service.AfterSales", models.PROTECT, null=True, related_name="improvements",
                                    verbose_name=_("after-sales order"))
    incident = models.ForeignKey("service.Incident", models.PROTECT, null=True, related_name="improvements",
                                 verbose_name=_("serious event"))
    cause = models.CharField(_("cause"), max_length=11, default="", blank=True)
    problem = models.CharField(_("problem"), max_length=500)
    containment = models.CharField(_("immediate step"), max_length=500, default="", blank=True)
    root_cause = models.CharField(_("root cause"), max_length=500, default="", blank=True)
    corrective = models.CharField(_("corrective action"), max_length=500, default="", blank=True)
    preventive = models.CharField(_("preventive action"), max_length=500, default="", blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    due_on = models.DateField(_("due on"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("by"), max_length=60)
    done_on = models.DateField(_("done on"), null=True)
    evidence = models.CharField(_("evidence"), max_length=500, default="", blank=True)
    checked_on = models.DateField(_("effect checked on"), null=True)
    effect = models.CharField(_("effect"), max_length=500, default="", blank=True)
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("improvement")
        indexes = [models.Index(fields=["state", "due_on"], name="improvement_state")]

    def __str__(self) -> str:
        return self.number


class Knowledge(models.Model):
    """知识库条目: a question with its answer; reviewed ones may be public."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        PUBLIC = "public", _("Public")
        RETIRED = "retired", _("Retired")

    number = models.CharField(_("number"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(pgettext_lazy("knowledge", "answer"))
    keywords = models.CharField(_("keywords"), max_length=200, default="", blank=True)
    product = models.ForeignKey("products.Product", models.PROTECT, null=True, related_name="+", verbose_name=_("product"))
    author_name = models.CharField(_("author"), max_length=60)
    written_at = models.DateTimeField(_("written at"))
    reviewed_by = models.CharField(_("reviewed by"), max_length=60, default="", blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    used = models.PositiveIntegerField(_("used"), default=0)
    search_text = models.CharField(max_length=600, default="", editable=False)

    class Meta:
        verbose_name = _("knowledge entry")
        indexes = [models.Index(fields=["state", "-used"], name="knowledge_state")]

    def __str__(self) -> str:
        return self.question
