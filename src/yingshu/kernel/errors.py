"""What a person is told when something cannot be done: what, why (clause and numbers), what to do.

Every error has a stable code and data; one handler renders it as form error, panel or JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

REGISTRY: dict[str, type[BusinessError]] = {}


class BusinessError(Exception):
    """Base of all refusals and mistakes. Subclasses state ``code`` and ``message`` (a message id with %(name)s)."""

    code: ClassVar[str] = "business_error"
    message: ClassVar[str] = N_("This cannot be done.")
    status: ClassVar[int] = 422

    def __init_subclass__(cls) -> None:
        REGISTRY[cls.code] = cls

    def __init__(self, *, field: str = "", clause: str = "", **data: Any) -> None:
        super().__init__(self.code)
        self.field, self.clause, self.data = field, clause, data

    def text(self) -> str:
        """The sentence in the reader's language."""
        return _(self.message) % self.data if self.data else _(self.message)

    def __str__(self) -> str:
        return self.text()

    def as_json(self) -> dict[str, Any]:
        """The error body of the API."""
        return {"code": self.code, "message": self.text(), "clause": self.clause, "field": self.field,
                "data": {k: str(v) for k, v in self.data.items()}}


class NotAllowed(BusinessError):
    """The person lacks the right for this action."""

    code = "not_allowed"
    message = N_("Your post may not do this (%(action)s). Ask the head of your unit for the right.")
    status = 403


class NotFound(BusinessError):
    """Missing, or outside what the person may see: both look the same."""

    code = "not_found"
    message = N_("This record does not exist or is outside what you may see.")
    status = 404


class Conflict(BusinessError):
    """Somebody else was quicker."""

    code = "conflict"
    message = N_("The record was changed meanwhile. Refresh and try again.")
    status = 409


class AlreadyExists(BusinessError):
    """A name or number that is given once is taken."""

    code = "already_exists"
    message = N_("A record with the same name or number exists already. Use that one, or choose another name or number.")
    status = 409


class KeyReused(BusinessError):
    """One idempotency key was sent with two different requests."""

    code = "idempotency_key_reused"
    message = N_("This idempotency key was already used for another action.")
    status = 409


class IllegalTransition(BusinessError):
    """The step is not legal from the record's present state."""

    code = "illegal_transition"
    message = N_("%(number)s is “%(state)s”; “%(action)s” is not possible from there. Refresh to see its present state.")
    status = 409


class InvalidInput(BusinessError):
    """One or more fields are wrong; all of them are told at once."""

    code = "invalid_input"
    message = N_("Please correct the marked fields.")
    status = 400

    def __init__(self, errors: Mapping[str, Sequence[str]] | None = None, *, field: str = "", clause: str = "",
                 **data: Any) -> None:
        super().__init__(field=field, clause=clause, **data)
        self.errors = {k: list(v) for k, v in (errors or {}).items()}

    def as_json(self) -> dict[str, Any]:
        body = super().as_json()
        body["field"] = self.field or next(iter(self.errors), "")
        body["data"] = {"errors": self.errors} if self.errors else body["data"]
        return body


class Busy(BusinessError):
    """The database could not serve the action in time, even after repeating it."""

    code = "busy"
    message = N_("The system is busy and nothing was saved. Please try again in a moment.")
    status = 503
