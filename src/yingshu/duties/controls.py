"""How the engine of duties works: how far ahead it plans."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Control, NoFacts, Params, no_rule


class EngineParams(Params):
    """How many days ahead occurrences exist."""

    horizon_days: int = Field(35, ge=1, le=400, title=N_("Days planned ahead"))


ENGINE = Control("duties.engine", N_("Planning of duties"), ("ORG-07",), EngineParams, NoFacts, no_rule,
                 assumed=frozenset({"horizon_days"}), kind="duty", acts=("occurrences", "duties.to_do"))
