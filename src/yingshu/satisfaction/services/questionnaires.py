"""Questionnaires: making, wording, approving (SAT-11, SAT-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import AlreadyExists, NotFound
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text

from ..checking import checked
from ..errors import HasDraft, NotADraft
from ..inputs import (
    Code,
    Ends,
    Label,
    LabelEn,
    OptionInput,
    Options,
    Question,
    QuestionEn,
    QuestionnaireRef,
    VersionRef,
    Weight,
    Words,
)
from ..models import Item, ItemGroup, Questionnaire, QuestionnaireVersion
from ..queries.versions import CACHE
from ..readymade import ReadyMade, find

KIND, VERSION = "questionnaire", "questionnaire_version"
S, ONE = QuestionnaireVersion.State, Decimal(1)


@service("satisfaction.create_questionnaire", title=N_("Create a questionnaire"), clause="SAT-11")
def create_questionnaire(*, actor: Actor, title: Label, audience: Questionnaire.Audience, code: Code | None = None,
                         product_kind: Text = "") -> Done:
    """A questionnaire with an empty first version, ready to be filled. Without a code it gets one."""
    return _create(actor, code or _free("survey", Questionnaire.objects.all()), title, audience, product_kind)


def _create(actor: Actor, code: str, title: str, audience: Questionnaire.Audience, product_kind: str) -> Done:
    if Questionnaire.objects.filter(code=code).exists():
        raise AlreadyExists(field="code")
    pk = write.add_one(Questionnaire, code=code, title=title, audience=audience, product_kind=product_kind[:40],
                       search_text=search_text(title, code))
    version = _new_version(actor, pk, 1)
    return Done(VERSION, version, f"{code} V1", S.DRAFT.value, data={"questionnaire_id": pk}, after={"title": title, "code": code})


def _free(prefix: str, rows: QuerySet[Any]) -> str:
    """The first number with this prefix that none of the rows has as its code."""
    taken = set(rows.filter(code__startswith=prefix).values_list("code", flat=True))
    return next(code for code in (f"{prefix}{n}" for n in count(1)) if code not in taken)


def _new_version(actor: Actor, questionnaire_id: int, number: int, **words: str) -> int:
    return write.add_one(QuestionnaireVersion, questionnaire_id=questionnaire_id, number=number, owner_id=actor.id or None,
                         made_at=clock.now(), **words)


@service("satisfaction.use_ready_made", title=N_("Use a ready-made questionnaire"), clause="SAT-11")
def use_ready_made(*, actor: Actor, ready_made: Text, code: Code | None = None, title: Label | None = None,
                   product_kind: Text = "") -> Done:
    """Take over a ready-made questionnaire as a draft, to be adapted and handed in for approval."""
    source = find(ready_made)
    taken = Questionnaire.objects.filter(code=source.code).exists()
    own = _free(source.code, Questionnaire.objects.all()) if taken else source.code
    done = _create(actor, code or own, title or source.title, Questionnaire.Audience(source.audience), product_kind)
    _fill(done.id, source)
    return done


def _fill(version_id: int, source: ReadyMade) -> None:
    write.change(QuestionnaireVersion, where={"id": version_id}, set={"intro_zh": source.intro_zh, "intro_en": source.intro_en})
    for position, group in enumerate(source.groups, 1):
        group_id = write.add_one(ItemGroup, version_id=version_id, position=position, **group.fields())
        write.add(Item, [{"version_id": version_id, "group_id": group_id, "place": place, **item.fields()}
                         for place, item in enumerate(group.items, 1)])
    bump(CACHE)


@service("satisfaction.draft_version", title=N_("New version"), clause="SAT-26")
def draft_version(*, actor: Actor, questionnaire_id: QuestionnaireRef) -> Done:
    """A draft with the wording of the latest version. Earlier versions stay as they were asked."""
    found: Questionnaire | None = write.lock(Questionnaire, questionnaire_id)
    if found is None:
        raise NotFound(field="questionnaire_id")
    last = found.versions.order_by("-number").first()
    if last is not None and last.state in (S.DRAFT, S.PENDING):
        raise HasDraft(title=found.title, number=last.number)
    number = (last.number if last else 0) + 1
    words = {"intro_zh": last.intro_zh, "intro_en": last.intro_en} if last else {}
    pk = _new_version(actor, found.pk, number, **words)
    if last is not None:
        _copy(last.pk, pk)
    return Done(VERSION, pk, f"{found.code} V{number}", S.DRAFT.value, after={"copied_from": last.number if last else None})


def _copy(source: int, target: int) -> None:
    for group in ItemGroup.objects.filter(version_id=source).order_by("position", "id"):
        values = {name: getattr(group, name) for name in ("code", "position", "title_zh", "title_en", "area", "weight")}
        group_id = write.add_one(ItemGroup, version_id=target, **values)
        copied = [f.name for f in Item._meta.concrete_fields if f.name not in ("id", "version", "group")]
        write.add(Item, [{"version_id": target, "group_id": group_id, **{name: getattr(item, name) for name in copied}}
                         for item in group.items.order_by("place", "id")])
    bump(CACHE)


def drafted(version_id: int) -> QuestionnaireVersion:
    """The version, locked, when its wording may still change. Raises NotFound, NotADraft."""
    found: QuestionnaireVersion | None = write.lock(QuestionnaireVersion, version_id)
    if found is None:
        raise NotFound(field="version_id")
    if found.state != S.DRAFT:
        raise NotADraft(title=found.questionnaire.title, number=found.number)
    bump(CACHE)
    return found


@service("satisfaction.set_intro", title=N_("Opening words"), clause="SAT-11")
def set_intro(*, actor: Actor, version_id: VersionRef, intro_zh: Words = "", intro_en: Words = "") -> Done:
    """What stands above the first question."""
    found = drafted(version_id)
    write.change(QuestionnaireVersion, where={"id": found.pk}, set={"intro_zh": intro_zh, "intro_en": intro_en})
    return _done(found, after={"intro_zh": intro_zh})


@service("satisfaction.add_group", title=N_("Add a topic"), clause="SAT-11")
def add_group(*, actor: Actor, version_id: VersionRef, title: Label, code: Code | None = None, title_en: LabelEn = "", area: Text = "",
              weight: Weight = ONE) -> Done:
    """A topic: one screen on the phone, one group of the index. Its area is what the rulebook asks for (SAT-11)."""
    found = drafted(version_id)
    code = code or _free("g", found.groups.all())
    if found.groups.filter(code=code).exists():
        raise AlreadyExists(field="code")
    last = found.groups.aggregate(n=Max("position"))["n"] or 0
    pk = write.add_one(ItemGroup, version_id=found.pk, code=code, position=last + 1, title_zh=title, title_en=title_en, area=area[:40],
                       weight=weight)
    return _done(found, data={"group_id": pk}, after={"group": title, "weight": str(weight)})


@service("satisfaction.change_group", title=N_("Change the topic"), clause="SAT-11")
def change_group(*, actor: Actor, version_id: VersionRef, code: Code, title: Label, title_en: LabelEn = "", area: Text = "",
                 weight: Weight = ONE, position: int | None = None) -> Done:
    """Title, area, weight and place of a topic."""
    found = drafted(version_id)
    group = _group(found, code)
    write.change(ItemGroup, where={"id": group.pk}, set={"title_zh": title, "title_en": title_en, "area": area[:40], "weight": weight,
                                                         "position": group.position if position is None else min(max(position, 0), 999)})
    return _done(found, before={"group": group.title_zh, "weight": str(group.weight)}, after={"group": title, "weight": str(weight)})


@service("satisfaction.remove_group", title=N_("Remove the topic"), clause="SAT-11")
def remove_group(*, actor: Actor, version_id: VersionRef, code: Code) -> Done:
    """Take a topic out of a draft, with its questions."""
    found = drafted(version_id)
    group = _group(found, code)
    group.delete()
    return _done(found, before={"group": group.title_zh})


def _group(version: QuestionnaireVersion, code: str) -> ItemGroup:
    found: ItemGroup | None = version.groups.filter(code=code).first()
    if found is None:
        raise NotFound(field="group")
    return found


@service("satisfaction.add_item", title=N_("Add a question"), clause="SAT-11")
def add_item(*, actor: Actor, version_id: VersionRef, group: Code, kind: Item.Kind, text: Question, code: Code | None = None,
             text_en: QuestionEn = "", required: bool = True, weight: Weight = ONE, role: Item.Role = Item.Role.NONE,
             options: Options = None, low: Ends = "", low_en: Ends = "", high: Ends = "", high_en: Ends = "",
             counterpart: Text = "", shown_if_item: Text = "", shown_if_values: Text = "") -> Done:
    """A question at the end of a topic. Options are those of a choice, or the rows of a matrix."""
    found = drafted(version_id)
    code = code or _free("q", found.items.all())
    if found.items.filter(code=code).exists():
        raise AlreadyExists(field="code")
    to = _group(found, group)
    place = (to.items.aggregate(n=Max("place"))["n"] or 0) + 1
    values = item_values(found, code=code, kind=kind, text=text, text_en=text_en, required=required, weight=weight, role=role,
                         options=options or [], ends=(low, low_en, high, high_en), counterpart=counterpart,
                         shown_if=(shown_if_item, shown_if_values))
    pk = write.add_one(Item, version_id=found.pk, group_id=to.pk, place=place, **values)
    return _done(found, data={"item_id": pk}, after={"item": text, "kind": str(kind)})


@service("satisfaction.change_item", title=N_("Change the question"), clause="SAT-11")
def change_item(*, actor: Actor, version_id: VersionRef, code: Code, group: Code, kind: Item.Kind, text: Question, text_en: QuestionEn = "",
                required: bool = True, weight: Weight = ONE, role: Item.Role = Item.Role.NONE,
                options: Options = None, low: Ends = "", low_en: Ends = "", high: Ends = "", high_en: Ends = "",
                counterpart: Text = "", shown_if_item: Text = "", shown_if_values: Text = "", place: int | None = None) -> Done:
    """Everything of a question but its code; ``place`` moves it within its topic."""
    found = drafted(version_id)
    item = _item(found, code)
    values = item_values(found, code=code, kind=kind, text=text, text_en=text_en, required=required, weight=weight, role=role,
                         options=options or [], ends=(low, low_en, high, high_en), counterpart=counterpart,
                         shown_if=(shown_if_item, shown_if_values))
    write.change(Item, where={"id": item.pk}, set={**values, "group_id": _group(found, group).pk,
                                                   "place": item.place if place is None else min(max(place, 0), 999)})
    return _done(found, before={"item": item.text_zh}, after={"item": text, "kind": str(kind)})


@service("satisfaction.remove_item", title=N_("Remove the question"), clause="SAT-11")
def remove_item(*, actor: Actor, version_id: VersionRef, code: Code) -> Done:
    """Take a question out of a draft."""
    found = drafted(version_id)
    item = _item(found, code)
    item.delete()
    return _done(found, before={"item": item.text_zh})


def _item(version: QuestionnaireVersion, code: str) -> Item:
    found: Item | None = version.items.filter(code=code).first()
    if found is None:
        raise NotFound(field="code")
    return found


def item_values(version: QuestionnaireVersion, *, code: str, kind: Item.Kind, text: str, text_en: str, required: bool, weight: Any,
                role: Item.Role, options: Sequence[OptionInput], ends: tuple[str, str, str, str], counterpart: str,
                shown_if: tuple[str, str]) -> dict[str, Any]:
    """The fields of an item from what was typed. Raises InvalidInput for what does not fit together."""
    low, low_en, high, high_en = ends
    found: dict[str, Any] = {
        "code": code, "kind": kind.value, "text_zh": text, "text_en": text_en, "required": required, "weight": weight, "role": role.value,
        "low_zh": low, "low_en": low_en, "high_zh": high, "high_en": high_en, "counterpart": counterpart[:20]}
    return found | checked(version, code, kind, options, counterpart, shown_if)


def _done(version: QuestionnaireVersion, *, data: Mapping[str, Any] | None = None, before: Mapping[str, Any] | None = None,
          after: Mapping[str, Any] | None = None) -> Done:
    return Done(VERSION, version.pk, f"{version.questionnaire.code} V{version.number}", version.state, data=data or {}, before=before or {},
                after=after or {})
