"""A duty in words: how it repeats, who answers, what counts, and for each whether the rulebook says so or the product suggests it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from yingshu.kernel.services import ACTIONS
from yingshu.organisation.queries import post_names

from .items import About, DutyItem, Every, Per, Shift, When
from .models import DutyVersion
from .sources import DOINGS, RHYTHMS, SOURCES

DAYS = {"MO": N_("Monday"), "TU": N_("Tuesday"), "WE": N_("Wednesday"), "TH": N_("Thursday"), "FR": N_("Friday"), "SA": N_("Saturday"),
        "SU": N_("Sunday")}
SPANS = {Every.DAY: N_("every day"), Every.WEEK: N_("every week"), Every.MONTH: N_("every month"), Every.QUARTER: N_("every quarter"),
         Every.HALF_YEAR: N_("every half-year"), Every.YEAR: N_("every year")}
SHIFTS = {Shift.NONE: N_("stays"), Shift.FORWARD: N_("moves to the next worked day"), Shift.BACK: N_("moves to the worked day before"),
          Shift.SKIP: N_("falls away")}
ABOUTS = {About.LAST: N_("the period before"), About.THIS: N_("the period in which it is due"), About.NEXT: N_("the period after")}
PERS = {Per.COMPANY: N_("the company once"), Per.UNIT: N_("each unit with this post"), Per.PERSON: N_("each person in the post"),
        Per.RECORD: N_("each record")}


def joined(words: Iterable[Any]) -> str:
    """A list in words."""
    return "、".join(str(word) for word in words)


def recurrence(when: When) -> str:
    """``every week: Monday``, ``every month: day 28``."""
    if when.rhythm:
        rhythm = RHYTHMS.get(when.rhythm)
        return (rhythm.says() or str(rhythm.title)) if rhythm else when.rhythm
    if when.after_days is not None:
        return ngettext("%(n)s day after it was last done", "%(n)s days after it was last done", when.after_days) % {"n": when.after_days}
    if when.by_record:
        return _("on the day that each record names")
    if when.rrule:
        return when.rrule
    words = [_(SPANS[when.every or Every.DAY])]
    if when.months:
        words.append(_("month %(months)s") % {"months": joined(when.months)})
    if when.every == Every.WEEK:
        words.append(joined(_(DAYS[day]) for day in when.weekdays))
    elif when.every != Every.DAY:
        words.append(joined(_day(day) for day in when.days or (-1,)))
    return " ".join(words)


def _day(day: int) -> str:
    if day == -1:
        return _("the last day")
    return _("day %(day)s") % {"day": day} if day > 0 else _("%(n)s days before the end") % {"n": -day - 1}


def hours(length: int) -> str:
    """Hours, whole days as days."""
    if length and length % 24 == 0:
        return ngettext("%(n)s day", "%(n)s days", length // 24) % {"n": length // 24}
    return ngettext("%(n)s hour", "%(n)s hours", length) % {"n": length}


def due_at(when: When) -> str:
    """Until when on the day."""
    return f"{when.at:%H:%M}" if when.at else _("end of the day")


def answering(item: DutyItem) -> str:
    """The posts by their names."""
    posts = (RHYTHMS[item.when.rhythm].posts() if item.when.rhythm in RHYTHMS else ()) or item.who.posts
    return joined(post_names(posts)) or _("owner of the record")


def counted(item: DutyItem) -> str:
    """What is seen as done."""
    if not item.done.actions:
        return _("confirmed by hand, with a file") if item.done.attachment_required else _("confirmed by hand")
    words = joined(_doing(code, item) for code in item.done.actions)
    return f"{words} × {item.done.times}" if item.done.times > 1 else words


def _doing(code: str, item: DutyItem) -> str:
    """An action in words; the room it belongs to may say more of it than its title."""
    told = DOINGS[code](item.done.data) if code in DOINGS else ""
    return told or (_(ACTIONS[code].title) if code in ACTIONS else code)


class Term(NamedTuple):
    """One line of the table of terms; ``origin``: law, assumed, or own for what the company set itself."""

    name: str
    value: str
    origin: str


def terms(version: DutyVersion, delivered: DutyItem | None) -> list[Term]:
    """All terms with their origin: rulebook, suggestion of the product, or the company's own."""
    item = version.terms
    rows = [(path, name, value) for path, name, value in _rows(item) if value]
    return [Term(_(name), value, _origin(version, item, delivered, path)) for path, name, value in rows]


def _rows(item: DutyItem) -> list[tuple[str, str, str]]:
    when, told = item.when, item.told
    return [
        ("when", N_("How often"), recurrence(when)), ("when.at", N_("Due at"), "" if when.rhythm else due_at(when)),
        ("when.shift", N_("On a day off"), "" if when.rhythm or when.after_days else _(SHIFTS[when.shift])),
        ("when.grace_minutes", N_("Grace"), _("%(n)s minutes") % {"n": when.grace_minutes} if when.grace_minutes else ""),
        ("when.opens_hours", N_("Can be done from"), _("%(span)s before") % {"span": hours(when.opens_hours)} if when.opens_hours else ""),
        ("when.closes_hours", N_("Missed after"), hours(when.closes_hours) if when.closes_hours else ""),
        ("who", N_("Responsible"), answering(item)), ("who.per", N_("Once for"), _per(item)), ("done", N_("Done by"), counted(item)),
        ("told.before_hours", N_("Reminders before"), joined(map(hours, told.before_hours))),
        ("told.after_hours", N_("Reminders after"), joined(hours(n) if n else _("at once") for n in told.after_hours)),
        ("told.escalate_hours", N_("Superior told after"), hours(told.escalate_hours) if told.escalate_hours is not None else "")]


def _per(item: DutyItem) -> str:
    source = SOURCES.get(item.who.records)
    return _("each of: %(records)s") % {"records": source.title} if source else _(PERS[item.who.per])


def _origin(version: DutyVersion, item: DutyItem, delivered: DutyItem | None, path: str) -> str:
    if not version.book and (delivered is None or _part(item, path) != _part(delivered, path)):
        return "own"
    return "assumed" if is_assumed(item.assumed, path) else "law"


def is_assumed(assumed: Sequence[str], path: str) -> bool:
    """Is a term, the whole of its part, or (for how it repeats) one of its days a suggestion of the product?"""
    days = ("when.every", "when.days", "when.weekdays", "when.months", "when.after_days") if path == "when" else ()
    return any(name in assumed for name in (path, path.partition(".")[0], *days))


def _part(item: DutyItem, path: str) -> Any:
    value: Any = item
    for name in path.split("."):
        value = getattr(value, name)
    return value
