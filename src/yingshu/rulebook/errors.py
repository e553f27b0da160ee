"""What can be wrong with a change of parameters."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class UnknownVariant(BusinessError):
    """The control has no such variant."""

    code = "unknown_variant"
    message = N_("“%(control)s” has no variant “%(variant)s”.")


class NothingChanges(BusinessError):
    """The values asked for are those in force."""

    code = "nothing_changes"
    message = N_("These values are in force on %(day)s already. Change at least one.")


class DayIsPast(BusinessError):
    """A change may not reach back: what was decided was decided by what held then."""

    code = "day_is_past"
    message = N_("%(day)s is over; decisions of that day were made by what held then. Choose today or a later day.")


class LaterSetExists(BusinessError):
    """A set with a later first day was released already; it would undo this change on its day."""

    code = "later_set_exists"
    message = N_("%(set)s is released already and holds from %(since)s; it would undo this change on that day. Choose %(since)s or later.")


class NotThePreparer(BusinessError):
    """Only who prepared a change may withdraw it."""

    code = "not_the_preparer"
    message = N_("%(number)s was prepared by %(name)s, who alone may withdraw it. You may reject it instead.")


class NoSuchParameter(BusinessError):
    """The control has no such parameter, or the bound does not fit its values."""

    code = "no_such_parameter"
    message = N_("“%(control)s” has no parameter “%(parameter)s” that can be bounded like this.")
