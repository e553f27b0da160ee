"""What can go wrong with parameters and with the book, in the user's words."""

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


class OpenVersionExists(BusinessError):
    """A book has one version at a time that is not published (ORG-31)."""

    code = "open_version_exists"
    message = N_("V%(version)s of “%(title)s” is already under way. Go on with it, or discard it first.")
    status = 409


class VersionIsClosed(BusinessError):
    """Only a draft can be changed; what leaders saw or people work by stays as it is (ORG-31)."""

    code = "version_is_closed"
    message = N_("%(number)s is no draft any more and cannot be changed. Withdraw it, or draft the next version.")
    status = 409


class TextWithoutPlace(BusinessError):
    """The import kept text that nobody has placed yet."""

    code = "text_without_place"
    message = N_("%(count)s pieces of text in %(number)s have no place yet, first “%(first)s”. Place or remove them, then submit.")


class EmptyBook(BusinessError):
    """A version without an article."""

    code = "empty_book"
    message = N_("%(number)s has no article yet. Write or import its text, then submit.")


class NoLeaders(BusinessError):
    """No flow decides on rulebooks, so the leaders must be named (ORG-31)."""

    code = "no_leaders"
    message = N_("No approval flow is set up for rulebooks. Name the leaders who approve this version; you yourself cannot be one.")


class NotAsked(BusinessError):
    """Only who was named may sign."""

    code = "not_asked"
    message = N_("You are not among the leaders who are asked to approve %(number)s, or you have answered already.")
    status = 409


class NotOpened(BusinessError):
    """A unit's book overrides what headquarters did not open (ORG-01)."""

    code = "not_opened"
    message = N_("“%(piece)s” overrides what “%(parent)s” has not opened to units. Ask headquarters to open it, or drop the override.")


class NotForYou(BusinessError):
    """A person confirms only what holds for them (ORG-32)."""

    code = "not_for_you"
    message = N_("%(number)s does not hold for you now, so there is nothing to confirm.")


class NotInForce(BusinessError):
    """The step needs the version that holds today."""

    code = "version_not_in_force"
    message = N_("%(number)s does not hold today. Open the version in force.")
    status = 409


class SomethingContradicts(BusinessError):
    """Two ready-made rulebooks, or a choice, that cannot hold together."""

    code = "packs_contradict"
    message = N_("These choices contradict each other: %(what)s. Choose one of them.")
