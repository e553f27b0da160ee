"""Questionnaires: versions, groups of items, items (SAT-11, SAT-14, SAT-26, SAT-32)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.fields import RateField


class Questionnaire(models.Model):
    """A questionnaire, whatever its version: what it is called, whom it asks, about which kind of product."""

    class Audience(models.TextChoices):
        DIRECT = "direct", _("Direct customers")
        DEALER = "dealer", _("Dealers")
        END_USER = "end_user", _("End users")
        POTENTIAL = "potential", _("Potential customers")
        VISITOR = "visitor", _("Showroom visitors")
        INTERNAL = "internal", _("Internal customers")
        HANDLING = "handling", _("After complaint handling")
        DELIVERY = "delivery", _("After delivery")
        OTHER = "other", _("Others")

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    audience = models.CharField(_("asks"), max_length=10, choices=Audience)
    product_kind = models.CharField(_("product kind"), max_length=40, default="", blank=True)
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersion(models.Model):
    """One wording of a questionnaire. Only drafts change; only approved ones are handed out (SAT-26).

    Figures are compared with an earlier wave only when both asked the same version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PENDING = "pending", _("Pending approval")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions", verbose_name=_("questionnaire"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    intro_zh = models.CharField(_("opening words"), max_length=500, default="", blank=True)
    intro_en = models.CharField(_("opening words (English)"), max_length=500, default="", blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("questionnaire version")
        constraints = [models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} V{self.number}"


class ItemGroup(models.Model):
    """A topic of a version: one screen on the phone, one group of the index. Weights count against their sum."""

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="groups", verbose_name=_("version"))
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title_zh = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title (English)"), max_length=60, default="", blank=True)
    area = models.CharField(_("content area"), max_length=40, default="", blank=True)
    weight = RateField(_("weight"), default=Decimal(1))

    class Meta:
        verbose_name = _("group of items")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="item_group_once")]

    def __str__(self) -> str:
        return self.title_zh


class Item(models.Model):
    """A question.

    Values kept with an answer: ``five`` 1 (worst) to 5 (best), whatever the levels are called (SAT-14); ``zero_ten`` 0 to 10;
    ``one_seven`` 1 to 7; ``choice`` the option's value; ``matrix`` 1 to 5 for each of ``rows`` (``Answer.part`` 1, 2, …). Text and
    photo are remarks. ``options`` are ``{"value", "zh", "en"}``; ``rows`` are ``{"zh", "en"}``. ``shown_if`` is
    ``{"item": code, "values": [...]}``: asked only when that item was answered so. ``counterpart`` names the item about what was
    got, for an item that asks what was expected (SAT-32). ``weight`` 0: asked, but not part of the index.
    """

    class Kind(models.TextChoices):
        FIVE = "five", _("Five levels")
        ZERO_TEN = "zero_ten", _("0 to 10")
        ONE_SEVEN = "one_seven", _("1 to 7")
        CHOICE = "choice", _("Choice")
        MATRIX = "matrix", _("Matrix of five levels")
        TEXT = "text", _("Text question")
        PHOTO = "photo", pgettext_lazy("question", "Photo")

    class Role(models.TextChoices):
        NONE = "", _("An ordinary question")
        OVERALL = "overall", _("Overall satisfaction")
        EXPECTED = "expected", _("Compared with expectation")
        IDEAL = "ideal", _("Compared with the ideal")
        RECOMMEND = "recommend", _("Would recommend (NPS)")
        EFFORT = "effort", _("Effort (CES)")

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="items", verbose_name=_("version"))
    group = models.ForeignKey(ItemGroup, models.CASCADE, related_name="items", verbose_name=_("group"))
    code = models.CharField(_("code"), max_length=20)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.FIVE)
    role = models.CharField(pgettext_lazy("question", "role"), max_length=9, choices=Role, default=Role.NONE, blank=True)
    counterpart = models.CharField(_("what was got is asked by"), max_length=20, default="", blank=True)
    text_zh = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300, default="", blank=True)
    required = models.BooleanField(_("required"), default=True)
    shown_if = models.JSONField(_("asked only if"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    low_zh = models.CharField(_("words at the low end"), max_length=40, default="", blank=True)
    low_en = models.CharField(_("words at the low end (English)"), max_length=40, default="", blank=True)
    high_zh = models.CharField(_("words at the high end"), max_length=40, default="", blank=True)
    high_en = models.CharField(_("words at the high end (English)"), max_length=40, default="", blank=True)
    weight = RateField(_("weight"), default=Decimal(1))

    class Meta:
        verbose_name = _("item")
        ordering = ["group__position", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="item_once")]

    def __str__(self) -> str:
        return self.text_zh
