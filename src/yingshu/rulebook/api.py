"""REST endpoints of the rulebook."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

endpoint("parameter_changes", services.prepare_parameters, example={
    "control": "organisation.headcount", "values": {"refuse_beyond": False}, "valid_from": "2099-01-01", "reason": "As decided"})
endpoint("parameter_changes/{change_id}/release", services.release_parameters, example={"opinion": "Agreed"})
endpoint("parameter_changes/{change_id}/refuse", services.refuse_parameters, example={"reason": "Not this year"})
endpoint("parameter_changes/{change_id}/withdraw", services.withdraw_parameters, example={"reason": "A mistake"})
endpoint("superior_rules", services.register_superior_rule, example={
    "control": "customers.privacy", "parameter": "handle_days", "bound": "at_most", "value": "15",
    "basis": "Law on personal data, art. 50"})
endpoint("superior_rules/{rule_id}/end", services.end_superior_rule, example={"reason": "Repealed"})
