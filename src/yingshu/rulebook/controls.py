"""The controls on the rulebook itself."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

TWO_PERSONS = Control("rulebook.two_persons", N_("Two persons change a rule"), ("ORG-31",), rules.TwoPersonsParams,
                      rules.TwoPersonsFacts, rules.two_persons, acts=("rulebook.release_parameters",))

PUBLICATION = Control("rulebook.publication", N_("Publication of a rulebook"), ("ORG-31",), rules.PublicationParams, rules.PublicationFacts,
                      rules.publication, acts=("rulebook.publish_version",),
                      variants={"指定生效日": {"effective_rule": "day_given"}, "制定之日": {"effective_rule": "day_of_approval"}})

READING = Control("rulebook.reading", N_("Reading of a new rulebook"), ("ORG-32",), rules.ReadingParams, NoFacts, no_rule,
                  assumed=frozenset({"acknowledge_within_days"}), kind="duty", acts=("rulebook.confirm_reading",))

SWITCHES = Control("rulebook.switches", N_("Master switches for fines, wages and hours"), ("PRF-07", "SVC-09", "CHN-08", "TRN-13"),
                   rules.SwitchParams, NoFacts, no_rule, assumed=frozenset({"fines", "wages", "hours"}), kind="calculation",
                   acts=("rulebook.publish_version", "rulebook.reapply_version"))
