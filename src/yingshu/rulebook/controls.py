"""The controls on the rulebook itself."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

TWO_PERSONS = Control("rulebook.two_persons", N_("Two persons change a rule"), ("ORG-31",), rules.TwoPersonsParams,
                      rules.TwoPersonsFacts, rules.two_persons, acts=("rulebook.release_parameters",))
