"""What can go wrong with an approval, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NotRunning(BusinessError):
    """The flow ended, or waits for the initiator."""

    code = "approval_not_running"
    message = N_("This approval is not running any more; somebody decided meanwhile, or it was sent back. Refresh to see where it stands.")
    status = 409


class NotYourTurn(BusinessError):
    """Another step, or another person, comes first."""

    code = "not_your_turn"
    message = N_("“%(number)s” waits for %(who)s at the step “%(step)s”. Your turn comes when that step is done, or it is done already.")
    status = 409

    def __init__(self, **data: object) -> None:
        super().__init__(**{"number": "", "who": "", "step": "", **data})  # type: ignore[arg-type]


class OwnDocument(BusinessError):
    """Nobody decides on what they handed in, not for somebody else either."""

    code = "own_document"
    message = N_("You handed this in yourself; somebody else must decide, also when you act for another person.")


class NobodyDecides(BusinessError):
    """No approver, no superior, no administrator."""

    code = "nobody_decides"
    message = N_("Nobody can decide on this: the step has no holder, there is no superior and the flow has no administrator in post."
                 " Ask the administrator to fill the post or to change the flow.")


class NoSuchStep(BusinessError):
    """Sent back to a step that is not an earlier one."""

    code = "no_such_step"
    message = N_("“%(step)s” is no earlier step of this flow. Choose one of the steps before.")
    status = 400


class NotHereAnyMore(BusinessError):
    """Handed to somebody who left."""

    code = "not_here_any_more"
    message = N_("This person holds no post any more. Choose somebody else.")


class AskedAlready(BusinessError):
    """Asked twice in one step."""

    code = "asked_already"
    message = N_("This person is asked in this step already. Choose somebody else.")
    status = 409


class AddedMayNotAdd(BusinessError):
    """加签 goes one level deep."""

    code = "added_may_not_add"
    message = N_("You were added to this step and cannot add others. Decide, or hand it over.")


class NotTheInitiator(BusinessError):
    """Only who handed it in."""

    code = "not_the_initiator"
    message = N_("Only who handed it in may do this.")
    status = 403


class TooLateToWithdraw(BusinessError):
    """An approver acted already."""

    code = "too_late_to_withdraw"
    message = N_("An approver has acted already, so it cannot be withdrawn any more. Ask for it to be stopped, with your reason.")
    status = 409


class ReasonNeeded(BusinessError):
    """A refusal says why."""

    code = "reason_needed"
    message = N_("Say why: the initiator must know what to mend.")
    status = 400


class RemindedJustNow(BusinessError):
    """催办 at most once in two hours."""

    code = "reminded_just_now"
    message = N_("The last reminder was sent at %(at)s. You may remind again from %(next)s on.")
    status = 409


class CannotBeReturned(BusinessError):
    """Kinds of documents that end with a refusal."""

    code = "cannot_be_returned"
    message = N_("This kind of document cannot be sent back to be mended. Refuse it; a new one can be handed in.")


class StillWaits(BusinessError):
    """A document with a running approval is not handed in twice, nor decided beside its flow."""

    code = "approval_running"
    message = N_("%(number)s waits for approval at the step “%(step)s”. Decide there, or withdraw it first.")
    status = 409


class NotFlowAdministrator(BusinessError):
    """Ending and handing over flows belongs to their administrators."""

    code = "not_flow_administrator"
    message = N_("Only an administrator of this flow may do this.")
    status = 403
