"""The controls of surveys. Names of variants are those of the clauses."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from .rules import scoring

LEVELS = Control("satisfaction.levels", N_("Levels of satisfaction"), ("SAT-14",), scoring.LevelParams, NoFacts, no_rule,
                 kind="record", assumed=frozenset({"points"}), variants={
                     "程序版": {"levels": list(scoring.LEVELS)},
                     "感受版": {"levels": list(scoring.FELT)}})
