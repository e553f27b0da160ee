"""对账 (REC-04): the ledger against what finance, or the customer, says is owed on a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.scoping import ScopedModel


class Reconciliation(ScopedModel):
    """One comparison. ``ledger_fen`` is what the ledger says of the day (read anew whenever somebody works on it, kept once completed);
    ``other_fen`` what the other side says. A difference must be explained, or corrected in the ledger, before it is completed.
    """

    class Kind(models.TextChoices):
        FINANCE = "finance", _("With finance")
        CUSTOMER = "customer", _("With the customer")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("reconciliation", "Open")
        COMPLETED = "completed", _("Completed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    period = models.CharField(_("period"), max_length=7)
    as_of = models.DateField(_("as of"))
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))
    ledger_fen = models.BigIntegerField(_("ledger"))
    other_fen = models.BigIntegerField(_("the other side"), null=True)
    other_by = models.CharField(_("said by"), max_length=60, default="")
    explanation = models.CharField(_("explanation"), max_length=500, default="", blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("made at"))
    completed_at = models.DateTimeField(_("completed at"), null=True)
    completed_by = models.CharField(_("completed by"), max_length=60, default="")
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("clerk"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("region"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("reconciliation")
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], condition=models.Q(customer=None), name="one_reconciliation_a_month"),
            models.UniqueConstraint(fields=["kind", "period", "customer"], name="one_reconciliation_per_customer")]

    def __str__(self) -> str:
        return self.number

    @property
    def difference_fen(self) -> int | None:
        """Ledger less the other side; None while that is unknown."""
        return None if self.other_fen is None else self.ledger_fen - self.other_fen
