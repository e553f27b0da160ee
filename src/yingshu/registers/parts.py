"""Parts of what a register is: rules, reminders, gates, and what follows from a step."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .expressions import BadExpression, compiled

SCREEN = "r/"
OWNER, HANDLER, SUPERIOR, EVERYBODY = "owner", "handler", "superior", "*"
RELATIONS = frozenset({OWNER, HANDLER, SUPERIOR})
SAVE = "save"
NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
GIVEN = frozenset({"today", "state", "me", "owner", "created_on", "step_reason"})


def _expression(text: str) -> str:
    try:
        compiled(text)
    except BadExpression as problem:
        raise ValueError(_(problem.says) % problem.values if problem.values else _(problem.says)) from None
    return text


Expr = Annotated[str, AfterValidator(_expression)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Says = Annotated[str, Field(min_length=1, max_length=200)]
Posts = tuple[str, ...]


class Spec(BaseModel):
    """Base of the parts of a definition."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(Spec):
    """When ``when`` holds at one of the steps (``save`` or codes of moves), the step is refused, or goes on with a warning. Fields in
    braces in ``says`` are told with their values."""

    when: Expr
    says: Says
    at: tuple[str, ...] = (SAVE,)
    level: Literal["refuse", "warn"] = "refuse"
    field: str = ""
    clause: str = ""


class Reminder(Spec):
    """From the day that ``on`` gives, as long as ``when`` holds, the record stands on the list of whom it concerns."""

    code: Code
    on: Expr
    when: Expr | None = None
    says: Says
    tell: Posts = (OWNER,)
    clause: str = ""


class Expectation(Spec):
    """In each period at least so many records (per value of a field; ``each``: for every person or record of another) are expected;
    what is missing is shown in red, and told on the last day of the period."""

    code: Code
    title: Title
    every: Literal["day", "week", "month", "quarter", "half", "year", "once"]
    least: int | str = 1
    per: str = ""
    by: str = ""
    each: str = ""
    states: tuple[Code, ...] = ()
    tell: Posts = ()
    clause: str = ""


class Follow(Spec):
    """A record of another register that is made with a step: its values from expressions, and who has to deal with it."""

    at: tuple[str, ...] = (SAVE,)
    when: Expr | None = None
    register_: Code = Field(alias="register")
    sets: dict[Code, Expr] = {}
    handler: str = ""
    clause: str = ""


class Tell(Spec):
    """Who hears of a step: posts, owner, handler, superior, or people named in fields."""

    at: tuple[str, ...]
    who: Posts = Field(min_length=1)
    says: Says
    when: Expr | None = None


class Assign(Spec):
    """Who deals with a new record when ``when`` holds and nobody is named: a post, ``superior`` or ``owner``."""

    when: Expr | None = None
    to: str = Field(min_length=1, max_length=60)


class Does(Spec):
    """A business action of any room that a step carries out, by the person's own right: arguments from expressions."""

    at: tuple[str, ...]
    when: Expr | None = None
    action: str = Field(max_length=80)
    with_: dict[str, Expr] = Field({}, alias="with")


class Revises(Spec):
    """How a record is written anew: from which states, by which move the new one takes over, by which the old one ends."""

    from_: tuple[Code, ...] = Field(alias="from", min_length=1)
    at: Code
    ends: Code


class Approval(Spec):
    """The move that asks for approval, and the moves made when a flow agrees or refuses."""

    at: Code
    agreed: Code
    refused: Code


class Unique(Spec):
    """These fields together occur once in each period (by the day the record was made); only records in ``states`` count, when named."""

    fields: tuple[Code, ...]
    states: tuple[Code, ...] = ()
    every: Literal["day", "week", "month", "quarter", "half", "year", "ever"] = "ever"
    says: Says


class Gate(Spec):
    """An action of any room that needs a record here first: ``fields`` must equal arguments of the action."""

    before: str = Field(max_length=80)
    fields: dict[Code, str] = {}
    states: tuple[Code, ...] = ()
    within_days: int | str | None = None
    when: Expr | None = None
    says: Says
    clause: str = ""


class Grant(Spec):
    """Rights that go with a record: while it is in one of ``states``, the post in field ``post`` has the rights that ``rights`` names for
    each choice in field ``by``; a post whose records all ended has them no more, whatever its own set says."""

    states: tuple[Code, ...] = Field(min_length=1)
    post: Code
    by: Code
    rights: dict[Title, tuple[str, ...]]


class Public(Spec):
    """People without a login answer by a link, while the record is in one of ``states``: the questions in the table ``questions`` (columns
    text, kind, options, must). Each answer is a record of register ``into``, which refers to this one and has a table ``answers``."""

    states: tuple[Code, ...] = Field(min_length=1)
    questions: Code
    intro: Code
    into: Code
    most: int | str = 5000


class Who(Spec):
    """Posts that may see the register, add, change, export, see private fields. ``*`` is everybody."""

    see: Posts = (EVERYBODY,)
    add: Posts = (EVERYBODY,)
    change: Posts = (OWNER,)
    export: Posts = ()
    private: Posts = ()


class Related(Spec):
    """Records of another register that refer to this one by a field, shown on its page with the sums of some fields."""

    register_: Code = Field(alias="register")
    field: Code
    title: Title
    sums: tuple[Code, ...] = ()


class Begin(Spec):
    """Records that a register begins with, when it first comes into force: one for each value of the list ``each`` (which expressions
    read under that name, one value at a time) for which ``when`` holds, or one. A later version brings those values that none said before.
    """

    each: str = ""
    when: Expr | None = None
    sets: dict[Code, Expr] = {}
    state: str = ""


class Arise(Spec):
    """A record that is made when a business action of any room is done to a record of this ``kind``: expressions read it as ``record``,
    and what the action answered. ``owner`` gives the person whose record it is, else it is that of who did it."""

    after: str = Field(max_length=80)
    kind: str = Field(max_length=40)
    when: Expr | None = None
    sets: dict[Code, Expr] = {}
    owner: Expr | None = None
    clause: str = ""


class Sheet(Spec):
    """A record that is made for each occurrence of a duty once it can be done, for who answers for it: expressions read ``subject`` (an
    id) and ``period``. The fields that are set must be filtered."""

    duty: Code
    sets: dict[Code, Expr] = Field(min_length=1)


class Limit(Spec):
    """Records in these states with the same values in ``fields`` may add up to at most so much (a parameter) in the field ``total``."""

    total: Code
    fields: tuple[Code, ...] = ()
    states: tuple[Code, ...] = ()
    most: Code
    says: Says
    clause: str = ""
