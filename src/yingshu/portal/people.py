"""The demo's people as the login page offers them: whoever holds a post, by the order of the story."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.organisation.models import Appointment, Person
from yingshu.organisation.queries import in_force

from .models import Mark

# What a post does all day, in the order in which one would look around.
DOES: dict[str, Any] = {
    "director": gettext_lazy("Rules and their execution"),
    "service_manager": gettext_lazy("Registers, instructs, issues slips"),
    "logistics_clerk": gettext_lazy("Vehicles, counts, money on delivery"),
    "finance": gettext_lazy("Checks receipts, allocates money"),
    "workshop": gettext_lazy("Reports goods ready"),
    "general_manager": gettext_lazy("Special permissions, the month"),
    "vice_president": gettext_lazy("Prices below the floor"),
    "region_manager": gettext_lazy("A region: review and prices"),
    "salesperson": gettext_lazy("Own customers, prices, reminders"),
    "assistant": gettext_lazy("Files, imports, reports"),
    "warehouse": gettext_lazy("Stock, counting, departure"),
    "admin": gettext_lazy("People, posts, parameters"),
}


def is_demo() -> bool:
    """True where the demo company lives, or the setting says so."""
    return bool(settings.DEMO) or Mark.moment(Mark.DEMO) is not None


def demo_people() -> list[dict[str, Any]]:
    """One line for each person with a post: the first of every post, then their colleagues. The first post of a person counts."""
    rank = {code: n for n, code in enumerate(DOES)}
    held = (Appointment.objects.filter(in_force(), person__is_active=True, post__code__in=DOES).select_related("person", "post")
            .order_by("since", "id"))
    first = {a.person_id: a for a in reversed(held)}
    chosen = sorted(first.values(), key=lambda a: (rank[a.post.code], a.person_id))
    seen: Counter[str] = Counter()
    lines = []
    for a in chosen:
        lines.append((seen[a.post.code] > 0, {"username": a.person.username, "name": a.person.name, "initial": a.person.name[:1],
                                              "post": a.post.name, "does": str(DOES[a.post.code])}))
        seen[a.post.code] += 1
    return [line for _colleague, line in sorted(lines, key=lambda pair: pair[0])]


def demo_person(username: str) -> Person | None:
    """The person of that line."""
    known = username in {p["username"] for p in demo_people()}
    return Person.objects.filter(username=username, is_active=True).first() if known else None


def company_line() -> str:
    """Company and centre above the form."""
    from yingshu.organisation.queries import company_name

    return _("%(company)s · Marketing center") % {"company": company_name()}
