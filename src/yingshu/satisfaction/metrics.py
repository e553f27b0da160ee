"""Figures of satisfaction: the index, how many questionnaires came back, what customers say of units and of the handling of complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.metrics import Metric, declare
from yingshu.rulebook.decisions import params_of

from .controls import INDEX
from .models import Questionnaire, Wave
from .queries.counts import points_by_place
from .queries.results import STARTED, facts_of, sources_of, waves_of
from .rules.index import index_of
from .rules.measures import together
from .rules.spans import Span, span_holding


def _spans(first: date, last: date) -> list[Span]:
    """Half-years and years that end in the days, and the one that is under way on the last of them."""
    found = {span_holding(last, kind) for kind in ("H", "Q", "")} | {span_holding(first, kind) for kind in ("H", "Q", "")}
    return sorted((s for s in found if first <= min(s.last, clock.today()) <= last or s.first <= last <= s.last), key=lambda s: s.last)


def _index(first: date, last: date, actor: Actor) -> Decimal | None:
    """The index of the latest period in the days that has waves."""
    for span in reversed(_spans(first, last)):
        waves = waves_of(span)
        if waves:
            params = params_of(INDEX, on=min(span.last, clock.today()))
            sources = sources_of(params, [w for w in waves if w.source in params.weights], points_by_place([w.pk for w in waves]))
            return index_of(params, facts_of(span, sources).facts).value
    return None


def _began(first: date, last: date) -> list[Wave]:
    start, end = clock.day_bounds(first, last)
    return list(Wave.objects.filter(state__in=STARTED, started_at__gte=start, started_at__lt=end))


def _recovery(first: date, last: date, actor: Actor) -> Decimal | None:
    waves = [w for w in _began(first, last) if w.kind == Wave.Kind.FORMAL]
    back = together(both.valid for both in points_by_place([w.pk for w in waves]).values()).n
    return money.ratio(back, sum(w.sent for w in waves))


def _mean(pick: Callable[[Wave], bool], own_units: bool) -> Callable[[date, date, Actor], Decimal | None]:
    def value(first: date, last: date, actor: Actor) -> Decimal | None:
        waves = [w.pk for w in _began(first, last) if pick(w)]
        everywhere = not own_units or actor.everything or actor.reach == Reach.ALL
        found = together(both.valid for place, both in points_by_place(waves).items() if everywhere or place[1] in actor.units)
        return None if found.mean is None else money.round_half_up(found.mean, 2)
    return value


declare(Metric("satisfaction.index", _("Satisfaction index"), "points", _("The index of the period with its deductions, by the weights in "
               "force; nothing while a weighted source has no valid answers."), _index, "SAT-15"))
declare(Metric("satisfaction.recovery", _("Questionnaires that came back"), "rate",
               _("Valid answers of formal surveys started in the period, "
               "of all questionnaires handed out."), _recovery, "SAT-13"))
declare(Metric("satisfaction.units", _("Satisfaction with one's units"), "points",
               _("Mean of the valid answers of formal surveys started in "
               "the period, in the units one sees; the reference for the yearly appraisal."),
               _mean(lambda w: w.kind == Wave.Kind.FORMAL, True),
               "SAT-27"))
declare(Metric("satisfaction.handling", _("Satisfied with the handling"), "points", _("Mean of the valid answers about the handling of "
               "complaints, of surveys started in the period."), _mean(lambda w: w.audience == Questionnaire.Audience.HANDLING, False),
               "SVC-12"))
