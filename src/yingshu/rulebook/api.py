"""REST endpoints of the rulebook."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

endpoint("parameters", services.set_parameters, example={"control": "organisation.headcount", "values": {"refuse_beyond": True},
                                                         "valid_from": "2026-01-01", "reason": "As decided"})
