"""Rulebooks on people's lists: those to sign, those to read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare

from .books import unread_by
from .models import RulebookVersion, Signature
from .services.book_life import book_url, version_url
from .services.retiring import asked_of


def _asked(actor: Actor) -> QuerySet[Signature]:
    return Signature.objects.filter(person_id=actor.id, agreed=None, round=F("version__round"),
                                    version__state=RulebookVersion.State.REVIEW).select_related("version__rulebook").order_by("asked_at",
                                                                                                                              "id")


def _to_sign(actor: Actor, limit: int) -> Iterable[Todo]:
    for s in _asked(actor)[:limit]:
        yield Todo(_("Rulebook"), s.version.number, s.version.rulebook.title, version_url(s.version_id), "ORG-31", since=s.asked_at,
                   sender=s.version.made_by)


def _to_end(actor: Actor, limit: int) -> Iterable[Todo]:
    for end in asked_of(actor.id)[:limit]:
        yield Todo(_("End of a rulebook"), end.version.number, end.reason, version_url(end.version_id), "ORG-31", since=end.asked_at,
                   sender=end.asked_by)


def _to_read(actor: Actor, limit: int) -> Iterable[Todo]:
    for v in unread_by(actor.id)[:limit]:
        yield Todo(_("To be read"), v.number, v.rulebook.title, book_url(v.pk), "ORG-32",
                   since=clock.moment(v.valid_from) if v.valid_from else v.made_at, sender=v.published_by)


declare(Worklist("rulebook.to_sign", lazy("Rulebooks to approve"), "rulebook.approve_version", _to_sign,
                 lambda actor: _asked(actor).count()))
declare(Worklist("rulebook.to_end", lazy("Ends of rulebooks to decide"), "rulebook.decide_retirement", _to_end,
                 lambda actor: asked_of(actor.id).count()))
declare(Worklist("rulebook.to_read", lazy("Rulebooks to read"), "rulebook.confirm_reading", _to_read,
                 lambda actor: len(unread_by(actor.id))))
