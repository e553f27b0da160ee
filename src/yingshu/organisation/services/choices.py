"""The company's choice lists: add a word, put it elsewhere, stop or remove it, close a list."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.choices import LISTS, STEP, Choice, ChoiceList, choices_of
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Hidden
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import tidy

from .. import errors
from ..models import ChoiceWord, ClosedList
from ..wordlists import VERSION, times_used

ListCode = Annotated[str, Field(pattern=r"^[a-z_.]{1,40}$"), Hidden()]
Entry = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=60)]
Place = Annotated[int, Field(ge=0, le=9999)]


def _declared(code: str) -> ChoiceList:
    if code not in LISTS:
        raise NotFound(field="list_code")
    return LISTS[code]


def _known(code: str, value: str) -> Choice:
    found = next((c for c in choices_of(_declared(code).code) if c.value == value), None)
    if found is None:
        raise NotFound(field="word")
    return found


def _keep(actor: Actor, code: str, value: str, **changes: Any) -> int:
    row, _made = ChoiceWord.objects.update_or_create(
        list=code, value=value, defaults={**changes, "at": clock.now(), "actor_name": actor.name})
    bump(VERSION)
    return int(row.pk)


@service("organisation.add_choice", title=N_("Add a word"))
def add_choice(*, actor: Actor, list_code: ListCode, word: Entry, place: Place | None = None) -> Done:
    """Add a word to a choice list; without a place it comes last. Forms, filters and import templates offer it at once."""
    declared, present = _declared(list_code), choices_of(list_code)
    if len(word) > declared.longest:
        raise InvalidInput({"word": [N_("This word is too long for the records that keep it.")]})
    if any(word in (c.value, c.label) for c in present):
        raise errors.WordTwice(field="word", word=word)
    after = max((c.place for c in present), default=0) + STEP
    pk = _keep(actor, list_code, word, place=after if place is None else place, active=True)
    return Done("choice_word", pk, word, after={"list": list_code, "word": word})


@service("organisation.change_choice", title=N_("Change a word"))
def change_choice(*, actor: Actor, list_code: ListCode, word: Entry, place: Place | None = None, active: bool | None = None) -> Done:
    """Put a word elsewhere in its list, stop offering it, or offer it again. Records that keep it stay as they are."""
    now = _known(list_code, word)
    values = {"place": now.place if place is None else place, "active": now.active if active is None else active}
    pk = _keep(actor, list_code, word, **values)
    return Done("choice_word", pk, word, before={"place": now.place, "active": now.active}, after={"list": list_code, **values})


@service("organisation.remove_choice", title=N_("Remove the word"))
def remove_choice(*, actor: Actor, list_code: ListCode, word: Entry) -> Done:
    """Take an own word out of a list. Refused while records keep it, and for delivered words: those can be stopped."""
    known, used = _known(list_code, word), times_used(list_code, word)
    if known.delivered or used:
        raise errors.WordInUse(field="word", word=known.label, used=used)
    row = ChoiceWord.objects.get(list=list_code, value=word)
    row.delete()
    bump(VERSION)
    return Done("choice_word", 0, word, before={"list": list_code, "word": word})


@service("organisation.close_list", title=N_("Take listed words only"))
def close_list(*, actor: Actor, list_code: ListCode, closed: bool) -> Done:
    """Say whether a list takes other words than its own. Lists that rules know of never do."""
    if _declared(list_code).coded:
        raise InvalidInput({"closed": [N_("Rules know the words of this list: it takes listed words only.")]})
    before = ClosedList.objects.filter(list=list_code)
    was = before.exists()
    if closed and not was:
        ClosedList.objects.create(list=list_code, at=clock.now(), actor_name=actor.name)
    elif was and not closed:
        before.delete()
    bump(VERSION)
    return Done("choice_list", 0, list_code, before={"closed": was}, after={"closed": closed})
