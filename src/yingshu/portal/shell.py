"""The frame around every page: the menu a person's rights give, counts, company and rulebook lines. At most three statements."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.notifications.queries import unread_count
from yingshu.organisation.models import Person
from yingshu.organisation.queries import company_name
from yingshu.organisation.queries import post_names as names_of
from yingshu.rulebook.books import books_in_force
from yingshu.rulebook.decisions import RULEBOOK
from yingshu.rulebook.models import ParameterSet

from .counting import count, counted
from .menu import Group, menu_of, new_items_of

HOME = gettext_lazy("Workbench")


def frame(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Context of the shell template."""
    person: Person = request.user  # type: ignore[assignment]
    counts = counted(actor)
    return {"menu": _menu(request.path, actor, counts or {}), "new_items": new_items_of(actor), "counted": counts is not None,
            "todo_count": sum((counts or {}).values()), "unread": unread_count(actor), "company": company_name(),
            "rulebook_note": rulebook_note(), "person": {"name": person.name, "post": post_names(actor), "initial": person.name[:1]},
            "watermark": f"{reverse('watermark')}?v={actor.id}-{clock.today():%Y%m%d}", "lang": request.LANGUAGE_CODE,
            "home": reverse("home")}


def _menu(path: str, actor: Actor, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The menu with the page shown now: the longest address that the path begins with."""
    groups = menu_of(actor)
    now = max((i.url for g in groups for i in g.items if path.startswith(i.url)), key=len, default="")
    home = {"title": HOME, "url": reverse("home"), "icon": "home", "items": (), "open": path == reverse("home")}
    return [home, *(_group(g, now, counts) for g in groups)]


def _group(group: Group, now: str, counts: dict[str, int]) -> dict[str, Any]:
    items = [{"title": i.title, "url": i.url, "current": i.url == now, "count": sum(counts.get(c, 0) for c in i.counts)}
             for i in group.items]
    return {"title": group.title, "url": group.items[0].url, "icon": group.icon, "items": items,
            "open": any(i["current"] for i in items)}


def post_names(actor: Actor) -> str:
    """The posts of a person in words."""
    return "、".join(names_of(actor.posts))


def rulebook_note() -> str:
    """Which rules are in force: the version of the company's book, else how often parameters were set; and since when."""
    number, since = _rulebook.get()
    return _("Rules V%(number)s · since %(day)s") % {"number": number, "day": since.isoformat()} if since else _("Rules as delivered")


def _load_rulebook(_key: object) -> tuple[int, Any]:
    book = next(iter(books_in_force()), None)
    if book is not None and book.valid_from:
        return book.version, book.valid_from
    latest = ParameterSet.objects.order_by("-valid_from").filter(valid_from__lte=clock.today()).values_list("valid_from", flat=True).first()
    return ParameterSet.objects.count(), latest


_rulebook: Cached[tuple[int, Any]] = Cached(RULEBOOK, _load_rulebook)

__all__ = ["count", "frame", "post_names", "rulebook_note"]
