"""One code on a poster for everybody who comes by (showroom, counter, packing): each who begins gets a questionnaire of their own.

Only what was begun counts as handed out, so a glance at the poster changes no recovery rate. A device goes on with what it began; a
second answer from it needs a decision of its own, and many from one device or address are signs for review (SAT-29).
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.services import Done, service

from .. import tokens
from ..errors import WaveNotRunning
from ..inputs import WaveRef
from ..models import Invitation, Wave
from .answering import Asked, Token
from .frame import issue
from .waves import KIND, require_hand_out, wave


@service("satisfaction.open_poster", title=N_("Poster with one code"), clause="SAT-09")
def open_poster(*, actor: Actor, wave_id: WaveRef) -> Done:
    """A standing survey gets a code that everybody may scan. Surveys with a frame hand out one by one: their recovery is counted."""
    found = wave(wave_id)
    if found.kind != Wave.Kind.STANDING:
        raise InvalidInput({"wave_id": [_("Only a standing survey has a poster; the others are handed out one by one.")]}, clause="SAT-13")
    require_hand_out(found)
    _require_open(found)
    write.change(Wave, where={"id": found.pk}, set={"poster_hash": tokens.digest(tokens.poster(found.pk))})
    return Done(KIND, found.pk, found.number, found.state, data={"link": tokens.poster_link(found.pk)}, after={"poster": True})


def poster_of(code: str) -> Wave:
    """The survey behind the code of a poster. Raises NotFound."""
    found = Wave.objects.filter(poster_hash=tokens.digest(code)).first()
    if found is None:
        raise NotFound(field="code")
    return found


@service("satisfaction.begin_at_poster", title=N_("Begin a survey at its poster"), clause="SAT-29")
def begin_at_poster(*, actor: Actor, code: Token) -> Done:
    """A questionnaire for one person who scanned the poster."""
    found = poster_of(code)
    _require_open(found)
    write.lock(Wave, found.pk)
    (pk,) = issue(found, [{}], Invitation.Channel.QR)
    serial = Invitation.objects.values_list("serial", flat=True).get(pk=pk)
    return Done("invitation", pk, f"{found.number}-{serial}", "begun", data={"token": tokens.token(found.pk, serial)})


def _require_open(found: Wave) -> None:
    if not Asked(Invitation(wave=found), found, None).open:
        raise WaveNotRunning(title=found.title, state=found.get_state_display())
