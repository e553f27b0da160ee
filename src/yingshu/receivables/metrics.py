"""Figures of owed and received money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.links import list_url
from yingshu.kernel.metrics import Metric, declare

from .queries import ageing, collection_of, overdue_fen, received_fen

RECEIVED = declare(Metric(
    "receivables.received", _("Money received"), "fen",
    _("Receipts by the day the money came, refunds and reversals taken off, money handed "
                                                          "over by carriers included."),
    lambda first, last, actor: received_fen(actor, first, last), "REC-08", ("receivables.receipt",),
    lambda first, last, actor: list_url(actor, "receipts", on_from=first, on_to=last)))
OPEN = declare(Metric(
    "receivables.open", _("Receivables"), "fen", _("What customers and carriers owe at the end of the last day."),
    lambda first, last, actor: ageing(actor, last, "region").total_fen, "REC-01"))
OVERDUE = declare(Metric(
    "receivables.overdue", _("Overdue receivables"), "fen", _("What customers owe past its due date at the end of the last day; money with "
                                                              "carriers and COD under way are not in it."),
    lambda first, last, actor: overdue_fen(actor, last), "REC-03", ("receivables.ageing",),
    lambda first, last, actor: list_url(actor, "receivables", view="overdue")))
COLLECTION = declare(Metric(
    "receivables.collection_rate", _("Collection rate"), "rate",
    _("Received on what was due by the end of the period, over what was due and "
                                                                   "open at its start or came due in it; returns taken off."),
    lambda first, last, actor: collection_of(actor, first, last).rate, "REC-09"))
