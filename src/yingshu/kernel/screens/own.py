"""What people set up for themselves: columns, density, saved views; and the eye that shows a masked value."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ..actor import Actor
from ..errors import InvalidInput, NotFound
from ..pages import for_people, is_fragment
from ..preferences import drop_view, keep_setting, keep_view
from ..screen_models import SavedView
from ..text import id_of, tidy
from . import evidence
from .cells import MASKS
from .declare import SCREENS, Screen
from .filters import cleaned
from .listing import Listing
from .plan import plan_of
from .settings import SAVED
from .views import find

LONGEST_NAME = 40
MOST_CHOSEN = 50
STEP, NARROWEST, WIDEST = 20, 60, 600
WIDTHS = ((80, gettext_lazy("Narrow")), (140, gettext_lazy("Middle")), (220, gettext_lazy("Wide")), (320, gettext_lazy("Very wide")))
FREEZE = ("0", "1", "2", "3")
USUAL: dict[str, Any] = {"columns": [], "widths": {}, "frozen": 0, "sort": ""}


def _layout(request: Any) -> str:
    return "kernel/dialog.html" if is_fragment(request) else "kernel/dialog_page.html"


def _back(request: Any, address: str) -> HttpResponse:
    """Back to the list; in a dialog by reloading the page behind it."""
    return HttpResponse(headers={"HX-Redirect": address}) if is_fragment(request) else HttpResponseRedirect(address)


def columns(screen: Screen) -> Any:
    """列设置 of the view in use: which columns, in which order, how wide, how many stay in sight, and the order of the rows."""
    @for_people
    @require_http_methods(["GET", "POST"])
    def page(request: Any) -> HttpResponse:
        listing = Listing(screen, request.actor, request.GET)
        if request.method == "GET":
            return render(request, "kernel/columns.html", _column_context(request, listing))
        chosen = USUAL if "reset" in request.POST else _wanted(request, listing)
        keep_setting(request.actor.id, screen.code, listing.chosen.code, **chosen)
        return _back(request, f"/{screen.code}/{listing.address(sort=None)}")
    return page


def width(screen: Screen) -> Any:
    """One column's width, as drawn with the mouse."""
    @for_people
    @require_POST
    def page(request: Any) -> HttpResponse:
        listing = Listing(screen, request.actor, request.GET)
        name, pixels = request.POST.get("name", ""), _pixels(request.POST.get("width", ""))
        if name not in listing.plan.by_name:
            raise NotFound()
        kept = {n: w for n, w in listing.chosen.widths.items() if n != name}
        keep_setting(request.actor.id, screen.code, listing.chosen.code, widths=kept | ({name: pixels} if pixels else {}))
        return HttpResponse(status=204)
    return page


def _pixels(text: str) -> int:
    """A width in steps, within sensible bounds; 0 for the column's own."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return min(max(round(number / STEP) * STEP, NARROWEST), WIDEST) if number else 0


def _wanted(request: Any, listing: Listing) -> dict[str, Any]:
    posted, known = request.POST, listing.plan.by_name
    widths = {name: pixels for name in known if (pixels := _pixels(posted.get(f"width-{name}", "")))}
    frozen, sort = posted.get("frozen", "0"), posted.get("sort", "")
    column = listing.plan.by_key(sort.lstrip("-"))
    return {"columns": _with_link(listing, posted.getlist("columns")), "widths": widths, "frozen": int(frozen) if frozen in FREEZE else 0,
            "sort": sort if column and column.sort else ""}


def _with_link(listing: Listing, names: list[str]) -> list[str]:
    """Known names, each once; the column with the link cannot be left out."""
    known = [n for n in dict.fromkeys(names) if n in listing.plan.by_name]
    links = [c.name for c in listing.plan.columns if c.column.link and c.name not in known]
    return [*links, *known]


def _column_context(request: Any, listing: Listing) -> dict[str, Any]:
    shown = [c.name for c in listing.columns]
    order = [*shown, *(c.name for c in listing.plan.columns if c.name not in shown)]
    chosen = listing.chosen
    rows = [{"name": n, "label": c.plain_label, "on": n in shown, "fixed": c.column.link, "width": chosen.widths.get(n, 0)}
            for n in order if (c := listing.plan.by_name[n])]
    sorts = [(f"{sign}{c.key}", f"{c.plain_label} {arrow}")
             for c in listing.plan.columns if c.sort for sign, arrow in (("", "↑"), ("-", "↓"))]
    return {"rows": rows, "sorts": sorts, "sort": listing.sort, "widths": WIDTHS, "freeze": FREEZE, "frozen": str(chosen.frozen),
            "title": _("Columns"), "url": request.get_full_path(), "layout": _layout(request),
            "view_name": chosen.saved.name if chosen.saved else chosen.view.label if chosen.view else ""}


def density(screen: Screen) -> Any:
    """Standard or dense rows."""
    @for_people
    @require_POST
    def page(request: Any) -> HttpResponse:
        listing = Listing(screen, request.actor, request.GET)
        keep_setting(request.actor.id, screen.code, listing.chosen.code, tight=request.POST.get("tight") == "1")
        return _back(request, f"/{screen.code}/{listing.address()}")
    return page


def views(screen: Screen) -> Any:
    """Keep the present list as a view, change or drop one's own."""
    @for_people
    @require_http_methods(["GET", "POST"])
    def page(request: Any) -> HttpResponse:
        listing = Listing(screen, request.actor, request.GET)
        mine = listing.chosen.saved if listing.chosen.saved and listing.chosen.saved.person_id == request.actor.id else None
        if request.method == "GET":
            return _view_dialog(request, listing, mine)
        if "drop" in request.POST and mine:
            drop_view(request.actor.id, mine.pk)
            return _back(request, f"/{screen.code}/")
        return _keep(request, listing, mine)
    return page


def _view_dialog(request: Any, listing: Listing, mine: SavedView | None, error: str = "") -> HttpResponse:
    context = {"mine": mine, "shares": SavedView.Share.choices, "posts": _posts(request.actor, mine), "units": _units(request.actor, mine),
               "share": mine.share if mine else SavedView.Share.NOBODY, "title": _("Change this view") if mine else _("Keep as view"),
               "url": request.get_full_path(), "layout": _layout(request), "error": error, "screen": listing.screen}
    return render(request, "kernel/view_dialog.html", context, status=422 if error else 200)


def _posts(actor: Actor, mine: SavedView | None) -> list[tuple[int, str]]:
    """The posts that a view is for; one's own at first."""
    codes = mine.posts if mine and mine.posts else actor.posts
    return [(post.pk, str(post)) for post in SCREENS["posts"].scoped(actor).filter(code__in=codes)]


def _units(actor: Actor, mine: SavedView | None) -> list[tuple[int, str]]:
    """The departments that a view is for; one's own at first."""
    ids = mine.units if mine and mine.units else [actor.unit_id or 0]
    return [(unit.pk, str(unit)) for unit in SCREENS["units"].scoped(actor).filter(pk__in=ids)]


def _chosen(request: Any, name: str) -> list[Any]:
    """The records of a screen that were chosen in the dialog, as far as they exist."""
    ids = [pk for i in request.POST.getlist(name)[:MOST_CHOSEN] if (pk := id_of(i))]
    return list(SCREENS[name].scoped(request.actor).filter(pk__in=ids))


def _keep(request: Any, listing: Listing, mine: SavedView | None) -> HttpResponse:
    name = tidy(request.POST.get("name", "").replace("\x00", ""))
    share = request.POST.get("share", "")
    if not 1 <= len(name) <= LONGEST_NAME:
        return _view_dialog(request, listing, mine, _("Give the view a name of at most %(n)s characters.") % {"n": LONGEST_NAME})
    if share not in SavedView.Share.values:
        raise InvalidInput({"share": [_("Please choose one of the values offered.")]})
    posts, units = ([p.code for p in _chosen(request, "posts")], [u.pk for u in _chosen(request, "units")])
    if not {SavedView.Share.POSTS: posts, SavedView.Share.UNITS: units}.get(SavedView.Share(share), [True]):
        return _view_dialog(request, listing, mine, _("Choose who may use the view."))
    query = {k: vs for k, vs in cleaned(listing.screen, listing.filters).lists() if vs}
    pk = keep_view(request.actor.id, listing.screen.code, name, query=query, columns=[c.name for c in listing.columns],
                   sort=listing.sort, share=share, posts=posts, units=units, is_default="is_default" in request.POST)
    return _back(request, f"/{listing.screen.code}/?view={SAVED}{pk}")


@for_people
@require_POST
def reveal(request: Any, code: str, pk: int, field: str) -> HttpResponse:
    """查看: the whole of a masked value, for those who may see it; leaves a line in the trail."""
    screen = SCREENS.get(code)
    column = plan_of(screen).by_name.get(field) if screen else None
    if screen is None or column is None or column.kind not in MASKS:
        raise NotFound()
    evidence.require(screen, request.actor, "reveal")
    row = find(screen, request.actor, pk)
    evidence.revealed(screen, request.actor, row, field)
    return HttpResponse(format_html('<span class="code">{}</span>', column.raw(row) or "--"))
