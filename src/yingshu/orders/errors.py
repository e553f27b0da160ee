"""What can go wrong at the order desk, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NothingToIssue(BusinessError):
    """Every ordered quantity is already on a slip, or none is ready."""

    code = "nothing_to_issue"
    message = N_("Order %(number)s has nothing left to put on a sales slip.")


class TooMuch(BusinessError):
    """More was asked for than the order has left."""

    code = "more_than_ordered"
    message = N_("“%(product)s”: %(asked)s asked for, only %(left)s left on the order.")


class UnknownLine(BusinessError):
    """A line that is not on this document."""

    code = "unknown_line"
    message = N_("Line %(line)s is not on this document.")


class StillUnderWay(BusinessError):
    """An order with goods on slips cannot be cancelled."""

    code = "goods_under_way"
    message = N_("Order %(number)s has goods on sales slips worth %(amount)s yuan. Void the slip or take the goods back first.")


class MethodNotOffered(BusinessError):
    """The company does not agree to this way of payment (ORD-01)."""

    code = "method_not_offered"
    message = N_("The company does not agree to %(method)s. Agree on another with the customer: %(offered)s.")


class NotTheReviewer(BusinessError):
    """The review belongs to somebody with more authority, or to somebody else than who entered the order."""

    code = "not_the_reviewer"
    message = N_("This order waits for %(level)s; your post may not decide it.")
    status = 403


class TooSoon(BusinessError):
    """A reminder was just sent."""

    code = "chased_just_now"
    message = N_("This department was reminded at %(at)s. The next reminder is possible two hours later.")


class CannotSeeOrder(BusinessError):
    """A colleague named in a comment may not see the order."""

    code = "cannot_see_order"
    message = N_("%(names)s may not see order %(number)s and cannot be mentioned here. Ask their head, or leave the name out.")
