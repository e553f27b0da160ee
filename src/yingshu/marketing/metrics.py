"""Figures about the site."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.metrics import Metric, declare

from .months import published_in

declare(Metric("marketing.articles", _("Articles published"), "count", _("Articles that became public in the period."),
               lambda first, last, actor: published_in(first, last), "BRD-08"))
