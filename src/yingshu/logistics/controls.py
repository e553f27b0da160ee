"""Dispatch's controls."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

STEPS = Control("logistics.seven_steps", N_("Seven steps of dispatch"), ("LOG-01",), rules.StepParams, rules.StepFacts, rules.next_step,
                acts=("logistics.book_vehicle", "logistics.arrive"))

DEPART = Control("logistics.departure", N_("Departure"), ("LOG-03", "LOG-02"), rules.DepartParams, rules.DepartFacts, rules.may_depart,
                 assumed=frozenset({"block_on_count_mismatch", "fields"}),
                 acts=("logistics.depart",))

FREIGHT = Control("logistics.freight", N_("Freight settlement"), ("LOG-05",), rules.FreightParams, rules.FreightFacts,
                  rules.may_settle_freight, assumed=frozenset({"hold_freight_until_cod_returned"}),
                  acts=("logistics.settle_freight",), amount=lambda facts: facts.asked_fen)

TRACKING = Control("logistics.tracking", N_("Tracking to arrival"), ("LOG-04",), rules.TrackParams, NoFacts, no_rule,
                   assumed=frozenset({"delay_alert_days"}), kind="duty",
                   acts=("logistics.track", "logistics.check_delays", "shipments"))

EXCEPTION = Control("logistics.exception", N_("Dispatch exceptions"), ("ORD-19",), rules.ExceptionParams, rules.ExceptionFacts,
                    rules.may_close_exception, acts=("logistics.close_exception",))
