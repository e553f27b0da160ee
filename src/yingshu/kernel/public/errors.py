"""What can be wrong with a form of a visitor; what was typed is never lost."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from ..errors import BusinessError


class FormTooOld(BusinessError):
    """The page lay open for longer than its token holds, or the token is not ours."""

    code = "form_too_old"
    message = N_("This page was open for too long. Your entries are kept; please check them and send again.")
    status = 409


class FormTooFast(BusinessError):
    """Nobody fills a form in this time."""

    code = "form_too_fast"
    message = N_("That was very quick. Please check your entries and send again.")


class FormAutomatic(BusinessError):
    """The field that people do not see was filled in."""

    code = "form_automatic"
    message = N_("A field that must stay empty was filled in, perhaps by your browser. Please send again.")


class NoConsent(BusinessError):
    """The notice about personal data was not agreed to."""

    code = "no_consent"
    message = N_("Please read the notice about personal data and agree to it; without that nothing is kept.")
