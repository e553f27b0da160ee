"""What can go wrong with registers."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class RuleRefuses(BusinessError):
    """A rule of the register does not let the step happen."""

    code = "register_rule"
    message = N_("%(says)s")


class RecordNeeded(BusinessError):
    """A gate: a record must exist before the action."""

    code = "register_gate"
    message = N_("%(says)s (register %(register)s)")


class RuleBroken(BusinessError):
    """A rule of the register could not be worked out; nothing was done."""

    code = "register_rule_broken"
    message = N_("A rule of the register %(register)s cannot be worked out, so nothing was saved. Please tell the administrator.")
    status = 500


class NotOpen(BusinessError):
    """The record can no longer be changed."""

    code = "register_not_open"
    message = N_("%(number)s is “%(state)s” and can no longer be changed. Use one of the steps offered, or make a new record.")
    status = 409


class NotYours(BusinessError):
    """The step belongs to somebody else."""

    code = "register_not_yours"
    message = N_("“%(move)s” is for: %(who)s.")
    status = 403


class OwnRecord(BusinessError):
    """Nobody decides on their own record."""

    code = "register_own_record"
    message = N_("%(number)s is your own record; somebody else must do “%(move)s”.")
    status = 403


class OccursOnce(BusinessError):
    """A record with these values exists already in the period."""

    code = "register_once"
    message = N_("%(says)s (%(number)s)")
    status = 409


class BadDefinition(BusinessError):
    """The definition of a register does not fit together."""

    code = "register_definition"
    message = N_("The definition of the register is wrong: %(problems)s")
    status = 400
