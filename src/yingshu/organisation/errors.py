"""What the organisation refuses, and why."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class UnitInUse(BusinessError):
    """People hold posts in the unit, or it has parts."""

    code = "unit_in_use"
    message = N_("%(unit)s still has %(people)s people in post and %(parts)s active parts. End or move them first.")


class UnitInItself(BusinessError):
    """A unit cannot be part of its own part."""

    code = "unit_in_itself"
    message = N_("%(unit)s cannot become a part of %(parent)s, which is a part of it.")


class AlreadyAppointed(BusinessError):
    """The person holds the post in the unit already."""

    code = "already_appointed"
    message = N_("%(person)s already holds the post %(post)s in %(unit)s.")
    status = 409


class AppointmentEnded(BusinessError):
    """The appointment ended before."""

    code = "appointment_ended"
    message = N_("This appointment ended on %(until)s.")
    status = 409


class AlreadyAway(BusinessError):
    """One absence at a time."""

    code = "already_away"
    message = N_("%(person)s is away since %(since)s already. Register the return first.")
    status = 409


class NotAway(BusinessError):
    """No running absence."""

    code = "not_away"
    message = N_("The return of %(person)s is registered already.")
    status = 409


class NotYours(BusinessError):
    """Only a right that one holds can be passed on."""

    code = "not_yours_to_delegate"
    message = N_("%(person)s does not hold the right “%(right)s” and cannot pass it on.")


class DelegationOver(BusinessError):
    """The delegation was revoked or has run out."""

    code = "delegation_over"
    message = N_("This delegation is not in force any more.")
    status = 409


class LimitExceeded(BusinessError):
    """A delegation holds up to an amount."""

    code = "delegation_limit"
    message = N_("Your delegation holds up to %(limit)s yuan; this is %(amount)s. It stays with %(giver)s.")


class UnknownPerson(BusinessError):
    """Only known people may be changed, and this one is not."""

    code = "unknown_person"
    message = N_("There is no user with the login name %(username)s.")
    status = 404


class PersonThere(BusinessError):
    """Only new people may be added, and this one is there."""

    code = "person_there"
    message = N_("The login name %(username)s exists already.")
    status = 409


class PersonNameMissing(BusinessError):
    """A new person needs a name."""

    code = "person_name_missing"
    message = N_("%(username)s is new; the name must be filled in.")


class UnknownPost(BusinessError):
    """A post or unit of an imported row that is not there."""

    code = "unknown_post"
    message = N_("“%(text)s” is no post and unit. Write it as post · unit, with names as in the lists of posts and units.")


class WordTwice(BusinessError):
    """A word stands once in a choice list."""

    code = "word_twice"
    message = N_("“%(word)s” is in this list already. If it is stopped, offer it again instead.")
    status = 409


class WordInUse(BusinessError):
    """A delivered word, or one that records keep, is stopped and never removed."""

    code = "word_in_use"
    message = N_("“%(word)s” cannot be removed: it comes with the product or is used (%(used)s records). Stop it instead; it is not "
                 "offered any more and the records stay as they are.")
    status = 409
