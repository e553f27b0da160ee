"""What can go wrong with surveys, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NotADraft(BusinessError):
    """A version that is handed in or approved keeps its wording."""

    code = "questionnaire_not_draft"
    message = N_("“%(title)s” V%(number)s is not a draft. Make a new version to change the wording.")
    status = 409


class HasDraft(BusinessError):
    """There is a draft already."""

    code = "questionnaire_has_draft"
    message = N_("V%(number)s of “%(title)s” is still a draft. Finish that one first.")
    status = 409


class OwnQuestionnaire(BusinessError):
    """Whoever made a questionnaire does not approve it."""

    code = "questionnaire_own"
    message = N_("You made this version yourself. Somebody else with the authority has to approve it.")


class FrameFixed(BusinessError):
    """Strata are fixed once something was handed out."""

    code = "survey_frame_fixed"
    message = N_("%(number)s has handed out %(sent)s questionnaires; its strata can no longer be changed.")
    status = 409


class NobodyLeft(BusinessError):
    """Everybody of the frame has a questionnaire already."""

    code = "survey_nobody_left"
    message = N_("Nobody is left to invite: everybody in reach who belongs to this survey already has a questionnaire.")


class WaveNotRunning(BusinessError):
    """Answers come in while the wave runs."""

    code = "survey_not_running"
    message = N_("%(title)s is not open for answers (%(state)s).")
    status = 409


class AlreadyVoided(BusinessError):
    """Voided answers stay voided."""

    code = "response_voided"
    message = N_("This answer was voided by %(name)s at %(at)s already.")
    status = 409
