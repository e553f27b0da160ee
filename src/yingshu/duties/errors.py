"""What can go wrong with duties, in the words of their users."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class UnknownPart(BusinessError):
    """A duty names something that no room supplies."""

    code = "duty_unknown_part"
    message = N_("The duty “%(duty)s” names %(what)s “%(name)s”, which this installation does not have. Known: %(known)s.")

    def text(self) -> str:
        return _(self.message) % {**self.data, "what": _(self.data["what"])}


class NotYourDuty(BusinessError):
    """Somebody who does not answer for an occurrence."""

    code = "not_your_duty"
    message = N_("%(duty)s is a duty of %(people)s. Only they, or who acts for them, may do this.")
    status = 403


class NotOpenYet(BusinessError):
    """Before the window."""

    code = "duty_not_open_yet"
    message = N_("%(duty)s can be done from %(opens)s.")


class SeenByItself(BusinessError):
    """A duty that a business action does is not confirmed by hand."""

    code = "duty_seen_by_itself"
    message = N_("%(duty)s is seen as done by the record itself (%(actions)s). Do that; it closes by itself.")


class NotSuperior(BusinessError):
    """Deciding on an excuse is the superior's business."""

    code = "not_superior"
    message = N_("Excuses of %(person)s are decided by the superior (%(superiors)s).")
    status = 403


class SamePerson(BusinessError):
    """Who prepared a change does not release it."""

    code = "duty_same_person"
    message = N_("You prepared this change yourself. Another person with the right must release it.")


class InFlow(BusinessError):
    """The excuse waits in an approval flow."""

    code = "duty_excuse_in_flow"
    message = N_("This excuse is decided in its approval flow. Open it there.")
