"""Controls: a clause of the rulebook as something that runs.

A control is a pure rule over typed facts and typed parameters. The verdict says the conclusion, then the numbers, then the
clause, then the way out. Which parameters are in force, and the record of every decision, is the rulebook's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict

from . import money


class Outcome(StrEnum):
    """How a rule decides a step."""

    ALLOW = "allow"
    WARN = "warn"
    ROUTE = "route"
    REFUSE = "refuse"


class Params(BaseModel):
    """Parameters of a control: typed, limited, unchangeable. Bad values are refused when they are saved."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Facts(BaseModel):
    """What a rule may know. Nothing else: no database, no clock, no request."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence as message id and arguments, so that it can be stored and read in either language.

    Arguments named ``*_fen`` are shown as money.
    """

    msgid: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return render_say(self.msgid, self.args)

    def as_json(self) -> dict[str, Any]:
        return {"msgid": self.msgid, "args": {k: _plain(v) for k, v in self.args.items()}}


def say(msgid: str, **args: Any) -> Say:
    """Shorthand for a sentence."""
    return Say(msgid, args)


def render_say(msgid: str, args: Mapping[str, Any]) -> str:
    """The sentence in the active language; money arguments as ``1,234.56``, nested message ids translated."""
    if not msgid:
        return ""
    shown = {k: money.show(int(v)) if k.endswith("_fen") else _term(v) for k, v in args.items()}
    return gettext(msgid) % shown if shown else gettext(msgid)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(v) for v in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, int) else str(value)


def _term(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(_term(v) for v in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return gettext(str(value)) if isinstance(value, str) and value else str(value)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a gate: what it is called, whether it holds, in which numbers, by which clause."""

    name: str
    ok: bool
    says: Say
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the sum written out: sign, words, amount in fen, and whether it is the result."""

    label: str
    fen: int
    sign: str = ""
    result: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule concludes from its facts. ``by_permit`` names the special permission without which it would have concluded otherwise."""

    outcome: Outcome
    says: Say
    conditions: tuple[Condition, ...] = ()
    sums: tuple[Sum, ...] = ()
    route_to: str = ""
    exits: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    by_permit: str = ""

    @property
    def allowed(self) -> bool:
        return self.outcome in (Outcome.ALLOW, Outcome.WARN)

    @property
    def failing_clause(self) -> str:
        """The clause of the first condition that does not hold."""
        return next((c.clause for c in self.conditions if not c.ok and c.clause), "")

    def as_json(self) -> dict[str, Any]:
        """As stored with the decision."""
        return {
            "says": self.says.as_json(), "route_to": self.route_to, "exits": list(self.exits),
            "conditions": [{"name": c.name, "ok": c.ok, "clause": c.clause, "says": c.says.as_json()}
                           for c in self.conditions],
            "sums": [{"label": s.label, "fen": s.fen, "sign": s.sign, "result": s.result} for s in self.sums],
            "figures": {k: str(v) for k, v in self.figures.items()},
        }


P = TypeVar("P", bound=Params)
F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Control(Generic[P, F]):
    """A clause bound to a rule.

    ``assumed`` names the parameters whose default is ours (系统建议), not the clause's (制度规定).
    ``variants`` are the other readings of the clause: name → parameter values. ``acts`` are the actions, screens and worklists where
    it is asked; ``amount`` is the money (fen) the facts are about. ``kind`` is one of ``enforcement.Way``. ``figure`` names the figure of
    the verdict that a calculation is about: a rehearsal compares it, since calculations refuse nothing.
    """

    code: str
    title: str
    clauses: tuple[str, ...]
    params: type[P]
    facts: type[F]
    rule: Callable[[P, F], Verdict]
    assumed: frozenset[str] = frozenset()
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kind: str = "gate"
    acts: tuple[str, ...] = ()
    amount: Callable[[F], int] | None = None
    figure: str = ""

    def __post_init__(self) -> None:
        if self.code in CONTROLS:
            raise ValueError(f"control {self.code} is declared twice")
        CONTROLS[self.code] = self

    def chosen(self, variant: str, values: Mapping[str, Any]) -> P:
        """The parameters of a variant with some values over them, the rest as delivered; bad values raise ValidationError."""
        return self.params.model_validate({**self.variants.get(variant, {}), **values})

    def kept(self, values: Mapping[str, Any]) -> P:
        """Parameters from values that were stored; a parameter that has ceased to exist since says nothing any more."""
        return self.params.model_validate({name: value for name, value in values.items() if name in self.params.model_fields})


CONTROLS: dict[str, Control[Any, Any]] = {}


def all_or_nothing(conditions: tuple[Condition, ...], granted: Say, **verdict: Any) -> Verdict:
    """The usual gate: allowed when every condition holds, else refused in the words of the first that does not."""
    failing = next((c for c in conditions if not c.ok), None)
    if failing is None:
        return Verdict(Outcome.ALLOW, granted, conditions, **verdict)
    return Verdict(Outcome.REFUSE, failing.says, conditions, **verdict)


class NoFacts(Facts):
    """For controls whose parameters are read (clocks, duties, formats), not decided on."""


def no_rule(params: Params, facts: NoFacts) -> Verdict:
    """The rule of such controls: there is nothing to refuse."""
    return Verdict(Outcome.ALLOW, Say(msgid=""))
