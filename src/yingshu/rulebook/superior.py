"""Rules of a higher rank (law, the group's rules): no parameter may undercut them (ORG-33). Pure: parameters in, parameters out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from yingshu.kernel.controls import Params

from .models import SuperiorRule

Bound = SuperiorRule.Bound


class Rule(NamedTuple):
    """A bound of a higher rank on one parameter; ``value`` is of the parameter's own type."""

    parameter: str
    bound: str
    value: Any
    basis: str


class Overruled(NamedTuple):
    """A parameter that a superior rule replaced: its own value, the one applied, and by which basis."""

    parameter: str
    own: Any
    applied: Any
    basis: str


def overrule(params: Params, rules: Iterable[Rule]) -> tuple[Params, tuple[Overruled, ...]]:
    """The parameters as the superior rules let them be, and what was replaced."""
    values: dict[str, Any] = {}
    changed = []
    for rule in rules:
        own = values.get(rule.parameter, getattr(params, rule.parameter))
        if undercuts(own, rule.bound, rule.value):
            values[rule.parameter] = rule.value
            changed.append(Overruled(rule.parameter, own, rule.value, rule.basis))
    return (params.model_copy(update=values), tuple(changed)) if changed else (params, ())


def undercuts(own: Any, bound: str, asked: Any) -> bool:
    """Does the own value conflict with what the superior rule asks for?"""
    if bound == Bound.EXACTLY:
        return bool(own != asked)
    return bool(own < asked if bound == Bound.AT_LEAST else own > asked)


def parsed(model: type[Params], parameter: str, value: Any) -> Any:
    """A value as the parameter's own type; raises pydantic's ValidationError when it cannot be one."""
    return getattr(model.model_validate({**model().model_dump(), parameter: value}), parameter)
