"""When the month's articles are due and whose duty they are, as the parameters say (BRD-08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.duties.items import Every, When
from yingshu.duties.rules import Slot, slots
from yingshu.duties.sources import Rhythm, declare
from yingshu.kernel import workdays
from yingshu.rulebook.decisions import params_of

from .controls import ARTICLES


def _months(first: date, last: date) -> Iterable[Slot]:
    """The end of each month; none where no number of articles is asked for."""
    return slots(When(every=Every.MONTH), first, last, workdays.is_working_day) if params_of(ARTICLES).min_articles_per_month else ()


declare(Rhythm("marketing.articles", _("Articles every month"), _months, posts=lambda: (params_of(ARTICLES).owner,),
               says=lambda: str(_("each month"))))
