"""Names of parameters of the room's actions, and first values of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import explain_parameters, initial, name_parameters
from yingshu.kernel.text import id_of

from .models import Article

name_parameters("marketing", {
    "article_id": N_("Article"), "body": N_("Text of the article"), "subject": N_("Subject"), "approve": N_("Approve"),
    "sms_batch_id": N_("SMS batch"), "marketing.make_sms_batch.text": N_("Text of the message"), "reply": N_("Reply"),
    "customer_ids": N_("Customers"), "recipients": N_("Recipients"), "left_out": N_("Left out"),
})
explain_parameters("marketing", {
    "marketing.write_article.body": N_("An empty line begins a new paragraph."),
    "marketing.write_article.summary": N_("Shown in the list; empty: the beginning of the text."),
    "marketing.make_sms_batch.customer_ids": N_("Empty: all customers of the region and level below."),
})


def _present(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    pk = id_of(query.get("article_id", ""))
    found = Article.objects.filter(pk=pk).first() if pk else None
    return {"initial": {} if found is None else {n: getattr(found, n) for n in ("title", "body", "subject", "summary")}}


initial("marketing.change_article", _present)
