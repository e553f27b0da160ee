"""The control of the room: which way a document goes, and by which row (ORG-29, PRC-06, PRC-09)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

ROUTE = Control("approvals.route", N_("Approval route"), ("ORG-29", "PRC-06", "PRC-09"), rules.RouteParams, rules.RouteFacts, rules.route,
                kind="workflow", acts=("approvals", "requests", "authority_tables"))

SEPARATION = Control("approvals.separation", N_("Incompatible duties"), ("ORG-29",), rules.SeparationParams, rules.SeparationFacts,
                     rules.keeps_apart, acts=("organisation.appoint", "organisation.change_post", "organisation.delegate",
                                              "incompatible_duties"))
