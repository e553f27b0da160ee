"""The form of a duty, made from the model: what it is, when, who, done, told. What the form does not show is carried along."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel

from yingshu.kernel import clock, forms
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.pages import refusal
from yingshu.kernel.services import ACTIONS
from yingshu.organisation.models import Post

from ..items import DoneWhen, DutyItem, Told, When, Who
from ..models import Duty
from ..queries.versions import in_force, released
from ..sources import SOURCES, WAYS
from ..words import ABOUTS, DAYS, PERS, SHIFTS, SPANS

PARTS: dict[str, tuple[Any, type[BaseModel], tuple[str, ...]]] = {
    "when": (N_("When"), When, ("every", "weekdays", "days", "months", "rrule", "after_days", "by_record", "at", "shift", "about",
                                "grace_minutes", "opens_hours", "closes_hours")),
    "who": (N_("Who does it"), Who, ("posts", "per", "records")),
    "done": (N_("Done"), DoneWhen, ("actions", "times", "note_required", "attachment_required")),
    "told": (N_("Told"), Told, ("before_hours", "after_hours", "escalate_hours", "posts"))}
WORDS: dict[str, Mapping[Any, str]] = {"every": SPANS, "weekdays": DAYS, "shift": SHIFTS, "per": PERS, "about": ABOUTS}
HELPS = {"when.days": N_("1 to 31; -1 is the last day. Empty: the last day."), "when.at": N_("Like 08:30; empty means the end of the day."),
         "when.rrule": N_("RFC 5545, instead of the fields above, such as FREQ=MONTHLY;BYDAY=1MO."),
         "when.opens_hours": N_("Empty: since the one before was due."), "when.closes_hours": N_("Empty: once the next one is due."),
         "when.after_days": N_("Instead of a calendar: counted for each subject from when it was last done."),
         "when.by_record": N_("Instead of a calendar: choose below records that name a day, such as a deadline."),
         "who.posts": N_("Codes or names of posts, such as director."), "code": N_("Small letters, digits and underscores; never changed."),
         "done.actions": N_("Empty: the responsible person confirms it. Else the business action whose record closes it.")}
MOST_POSTS = 200


def new_key() -> str:
    """A key by which a form is taken once."""
    return secrets.token_urlsafe(18)


class Form:
    """The form of one duty: what stands in it now, and what was filled in."""

    def __init__(self, pk: int | None, post: QueryDict) -> None:
        self.post = post
        self.duty = Duty.objects.filter(pk=pk).first() if pk else None
        if pk and self.duty is None:
            raise NotFound()
        self.base: dict[str, Any] = self._present()

    def _present(self) -> dict[str, Any]:
        """The terms in force, or the newest ones; empty for a new duty."""
        versions = list(released().filter(duty=self.duty)) if self.duty else []
        holding = in_force(versions, clock.today()).values()
        newest = next(iter(holding), None) or next((v for v in versions if v.item), None)
        return dict(newest.item or {}) if newest else {}

    def item(self) -> dict[str, Any]:
        """What was filled in, over what the form does not show. Raises InvalidInput when the way of doing does not fit."""
        found = self._filled()
        return {**found, "done": self._done(found["done"], found["who"])}

    def _filled(self) -> dict[str, Any]:
        filled = forms.form_data(self._own(), self.post)
        filled["clauses"] = [c for c in str(filled.get("clauses", "")).replace("，", ",").replace(" ", "").split(",") if c]
        parts = {name: {**self._hidden(name), **forms.form_data(self._fields(name), self.post, prefix=f"{name}-")} for name in PARTS}
        kept = {k: v for k, v in self.base.items() if k in ("url", "assumed")}
        code = {"code": self.duty.code} if self.duty else {}
        return {**kept, **filled, **code, **parts, "active": "active" in self.post}

    def _done(self, filled: Mapping[str, Any], who: Mapping[str, Any]) -> dict[str, Any]:
        """What was chosen: an action alone, or a way that a room offers. While it stays, so does what the form does not show."""
        chosen = str(filled.get("actions") or "")
        if chosen == _way_of(self.base.get("done") or {}):
            return {**filled, "actions": list((self.base.get("done") or {}).get("actions") or ())}
        plain = {name: value for name, value in filled.items() if name in PARTS["done"][2]}
        if chosen not in WAYS:
            return {**plain, "actions": [chosen] if chosen else []}
        way, source = WAYS[chosen], SOURCES.get(str(who.get("records") or ""))
        if source and source.kind not in way.subjects:
            raise InvalidInput({"done.actions": [_("“%(way)s” does not tell for which of “%(records)s” it is done.") % {
                "way": way.title, "records": source.title}]})
        return {**plain, "actions": list(way.actions), "data": dict(way.data), "subject": way.subjects[source.kind] if source else ""}

    def _hidden(self, part: str) -> dict[str, Any]:
        """The values of a part that the form does not show."""
        return {k: v for k, v in (self.base.get(part) or {}).items() if k not in PARTS[part][2]}

    def _own(self) -> list[forms.Field]:
        shown = ("code", "title", "help") if self.duty is None else ("title", "help")
        fields = [self._field("", DutyItem, name) for name in shown]
        return [*fields, forms.Field("clauses", _("Clauses"), "text", help=_("Numbers like MTG-01, separated by commas."), max_length=200)]

    def _fields(self, part: str) -> list[forms.Field]:
        _title, model, names = PARTS[part]
        if part == "when" and self._hidden("when").get("rhythm"):
            names = ()
        return [self._field(part, model, name) for name in names]

    def _field(self, part: str, model: type[BaseModel], name: str) -> forms.Field:
        info = model.model_fields[name]
        drawn = forms.field_of(name, info)
        label = _("Short name of the duty") if name == "code" else _(info.title) if info.title else drawn.label
        path = f"{part}.{name}" if part else name
        return replace(drawn, label=label, required=info.is_required() and not part, help=_(HELPS[path]) if path in HELPS else "",
                       **_choices(path, name, drawn))

    def drawn(self, problem: BusinessError | None) -> dict[str, Any]:
        """Context of the page."""
        errors = problem.errors if isinstance(problem, InvalidInput) else {}
        values = self._filled() if problem else {**self.base, "active": self.base.get("active", True)}
        values = {**values, "clauses": ", ".join(values.get("clauses") or ())}
        if not problem:
            values["done"] = {**(values.get("done") or {}), "actions": _way_of(values.get("done") or {})}
        parts = [(name, _(title), forms.filled(self._fields(name), values.get(name) or {}, _inner(errors, name), prefix=f"{name}-"))
                 for name, (title, _model, _names) in PARTS.items()]
        own = forms.filled(self._own(), values, errors)
        rhythm = bool(self._hidden("when").get("rhythm"))
        known = {f.name for f in own} | {f"{name}.{f.name}" for name, _t, fields in parts for f in fields}
        return {"own": own, "parts": parts, "active": values["active"], "rhythm": rhythm, "key": new_key(),
                "duty": self.duty, "valid_from": self.post.get("valid_from", ""), "reason": self.post.get("reason", ""), "errors": errors,
                "other_errors": [e for path, es in errors.items() if _base(path) not in known for e in es],
                "refusal": refusal(problem) if problem and not errors else None}


def _way_of(done: Mapping[str, Any]) -> str:
    """What is chosen for what counts as done: the way that a room offers for it, else its first action."""
    actions = tuple(done.get("actions") or ())
    ways = WAYS.everything().values() if done.get("data") else ()
    return next((way.code for way in ways if way.actions == actions and dict(way.data) == done["data"]), next(iter(actions), ""))


def _base(path: str) -> str:
    """The field of an error: ``when.days.0`` belongs to ``when.days``."""
    part, _dot, rest = path.partition(".")
    return f"{part}.{rest.partition('.')[0]}" if part in PARTS and rest else part


def _inner(errors: Mapping[str, Any], part: str) -> dict[str, Any]:
    return {path.removeprefix(f"{part}."): found for path, found in errors.items() if path.startswith(f"{part}.")}


def _choices(path: str, name: str, drawn: forms.Field) -> dict[str, Any]:
    """Choices in words, from the organisation and from what rooms declare."""
    if name in WORDS:
        return {"choices": [(str(value), _(words)) for value, words in WORDS[name].items()]}
    if path == "when.months":
        return {"choices": [(str(month), str(month)) for month in range(1, 13)]}
    if path == "who.records":
        return {"widget": "select", "choices": [(code, str(source.title)) for code, source in sorted(SOURCES.everything().items())]}
    if name == "posts":
        return {"choices": list(Post.objects.filter(active=True).values_list("code", "name")[:MOST_POSTS])}
    if path == "done.actions":
        actions = [(code, _(action.title)) for code, action in ACTIONS.items()]
        ways = [(way.code, str(way.title)) for way in WAYS.everything().values()]
        return {"widget": "select", "choices": sorted([*actions, *ways], key=lambda choice: choice[1])}
    return {}
