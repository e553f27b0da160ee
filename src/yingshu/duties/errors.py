"""What can go wrong with duties, in the words of their users."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class UnknownPart(BusinessError):
    """A duty names something that no room supplies."""

    code = "duty_unknown_part"
    message = N_("The duty “%(duty)s” names %(what)s “%(name)s”, which this installation does not have. Known: %(known)s.")
