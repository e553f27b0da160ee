"""Everybody confirms that they read the book (ORG-32)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell

from ..books import KIND, books_of, reading_of
from ..errors import NotForYou
from ..models import ReadingConfirmation, RulebookVersion
from .book import VersionRef
from .book_life import book_url


@service("rulebook.confirm_reading", title=N_("Confirm that I read it"), clause="ORG-32")
def confirm_reading(*, actor: Actor, version_id: VersionRef) -> Done:
    """Confirm for oneself to have read a version in force. Confirming twice changes nothing."""
    version = next((v for v in books_of(actor.id) if v.pk == version_id), None)
    if version is None:
        found = RulebookVersion.objects.select_related("rulebook").filter(pk=version_id).first()
        raise NotForYou(number=found.number) if found else NotFound()
    if not ReadingConfirmation.objects.filter(version_id=version_id, person_id=actor.id).exists():
        write.add_one(ReadingConfirmation, version_id=version_id, person_id=actor.id, at=clock.now())
    return Done(KIND, version_id, version.number, version.state, data={"confirmed": True}, after={"read_by": actor.name})


@service("rulebook.remind_readers", title=N_("Remind who has not read it"), clause="ORG-32")
def remind_readers(*, actor: Actor, version_id: VersionRef) -> Done:
    """Tell everybody who has not confirmed a version yet; once a day and person."""
    version = RulebookVersion.objects.select_related("rulebook__unit").filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    missing = [person.pk for person in reading_of(version).missing]
    tell(missing, N_("Please read %(number)s “%(title)s” and confirm."), args={"number": version.number, "title": version.rulebook.title},
         url=book_url(version_id), clause="ORG-32", dedupe=f"read:{version_id}:{clock.today()}")
    return Done(KIND, version_id, version.number, version.state, data={"reminded": len(missing)})
