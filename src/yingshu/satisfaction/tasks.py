"""What the worker does by itself for surveys: reminders, signs, the end of a wave, deletion of words that are old enough."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import PRIVACY
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.rulebook.decisions import params_of

from .controls import CALLING
from .models import Invitation, Partial, Remark, Wave
from .personal_data import drop_unfinished, wipe
from .services import look_for_signs, remind

PARTIALS_DAYS = 60


@service("satisfaction.remind_late", title=N_("Remind of surveys"), clause="SAT-13")
def remind_late(*, actor: Actor) -> Done:
    """Remind, as often as the rulebook says, those who got a questionnaire some days ago and have not answered (SAT-13)."""
    params, now, found = params_of(CALLING), clock.now(), 0
    before = now - timedelta(days=params.remind_after_days)
    for wave in Wave.objects.filter(state=Wave.State.RUNNING, kind=Wave.Kind.FORMAL).order_by("id"):
        last = Invitation.objects.filter(wave_id=wave.pk, answered_at=None).order_by("-reminders", "-sent_at").first()
        done = last.reminders if last else 0
        when = (last.reminded_at or last.sent_at) if last else now
        if last is not None and done < params.most_reminders and when < before:
            remind(actor=actor, wave_id=wave.pk)
            found += 1
            tell([wave.owner_id or 0], N_("%(title)s: those who have not answered were reminded. Call them, or send the list by SMS."),
                 args={"title": wave.title}, url=record_url("waves", wave.pk), clause="SAT-13", dedupe=f"survey_reminded:{wave.pk}:{done}")
    return Done("reminder", 0, data={"waves": found})


@service("satisfaction.erase_remarks", title=N_("Delete old words and pictures"), clause="CNF-07")
def erase_remarks(*, actor: Actor) -> Done:
    """Words and pictures are deleted when they are as old as the privacy notice says; numbers stay (CNF-07)."""
    before = clock.now() - timedelta(days=params_of(PRIVACY).keep_days)
    erased = wipe(Remark.objects.filter(erased_at=None, response__submitted_at__lt=before).order_by("id")[:5000])
    gone = drop_unfinished(Partial.objects.filter(saved_at__lt=clock.now() - timedelta(days=PARTIALS_DAYS)))
    return Done("remarks", 0, data={"erased": erased, "unfinished": gone})


def run_checks() -> None:
    """All scheduled checks of the room, every hour."""
    actor = system("schedule")
    remind_late(actor=actor)
    for wave in Wave.objects.filter(state=Wave.State.RUNNING).order_by("id"):
        look_for_signs(actor=actor, wave_id=wave.pk)
    erase_remarks(actor=actor)
