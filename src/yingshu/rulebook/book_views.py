"""Pages of the book: reading, comparing, editing, printing; ready-made books."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from yingshu.kernel import clock, presence
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.services import ACTIONS

from . import book_pages, offers, switches
from .book_paper import pdf_of
from .books import (
    books_in_force,
    books_of,
    clauses_of,
    composed,
    controls_bound,
    main_version,
    nodes_of,
    opened_above,
    readable,
    saying,
    standing,
    unread_by,
)
from .catalogue import Clause, clauses, term
from .comparing import compare, figures
from .models import BookNode, Rulebook, RulebookVersion
from .origins import origin_in_clause
from .packs import KINDS as PACK_KINDS
from .packs import ArticlePack, Combined, Pack, combine, delivered, read_pack, schema, text_of
from .parsing import Kind
from .screens.book import compared_with, control_url, may_fill, settings_rows, standing_tag
from .sections import SECTIONS
from .services.book_text import KINDS
from .services.putting_in_force import items_of
from .shown import show
from .staffing import Line, held, lines
from .suggesting import suggest

VIEW, EDIT = "rulebook_versions.view", "rulebook.change_node"
LARGEST_PACK = 500_000
KIND_WORDS = {"document": N_("title of a document"), "front": N_("preface"), "part": N_("part of a book"),
              "subpart": N_("subpart of a book"),
              "chapter": N_("chapter of a book"), "section": N_("section of a chapter"), "article": N_("article"),
              "paragraph": N_("paragraph of an article"), "item": N_("item of a list"), "unplaced": N_("no place yet")}


def version_of(pk: int, actor: Actor) -> RulebookVersion:
    """A version the person may read, or NotFound."""
    found = readable(actor).select_related("rulebook__unit", "rulebook__parent").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


# ---- reading

@for_people
@require_safe
def main(request: Any) -> HttpResponse:
    """The book in force for the reader; without any, the ways to get one."""
    request.actor.require(VIEW)
    version = main_version(request.actor.id)
    if version is None:
        return render(request, "rulebook/no_book.html", {"crumbs": [(_("Rulebook"), "")], "open": readable(request.actor).exclude(
            state=RulebookVersion.State.PUBLISHED).select_related("rulebook")[:10]})
    return read_page(request, version)


@for_people
@require_safe
def read(request: Any, pk: int) -> HttpResponse:
    """One version of a book."""
    request.actor.require(VIEW)
    return read_page(request, version_of(pk, request.actor))


def read_page(request: Any, version: RulebookVersion) -> HttpResponse:
    """Contents, the chapter asked for, the clause asked for."""
    nodes, query = composed(version), request.GET
    found = book_pages.divisions(nodes)
    division = book_pages.chosen(found, query)
    articles = book_pages.articles_of(division, query) if division else []
    code = _clause_asked(query, articles)
    told = book_pages.figures_for(articles, code)
    rehearsing = ("insight.rehearse_values", "rulebook.prepare_parameters")
    book_pages.margins_for(articles, told, all(map(request.actor.may, rehearsing)))
    numbered = [n for n in nodes if n.kind == Kind.ARTICLE]
    here = reverse("rulebook-read", args=[version.pk])
    return render(request, "rulebook/read.html", {
        "version": version, "book": version.rulebook, "tag": standing_tag(version), "division": division, "articles": articles,
        "here": here,
        "contents": [(d, f"{here}?{urlencode({'chapter': d.number})}", d is division) for d in found],
        "pane": _pane(request, version, articles, code, told) if code else None,
        "count": len(numbered), "bound": sum(1 for n in numbered if n.clauses or n.controls), "only": query.get("only", ""),
        "before": compared_with(version), "books": [v for v in books_in_force() if v.pk != version.pk],
        "to_confirm": any(v.pk == version.pk for v in unread_by(request.actor.id)), "off": switches.off(version.rulebook.unit_id),
        "month": (clock.today().replace(day=1), clock.today()),
        "may": {code: request.actor.may(f"rulebook.{code}") for code in ("draft_version", "change_node", "confirm_reading")},
        "is_draft": standing(version) == "draft", "crumbs": [(_("Rulebook"), reverse("rulebook")), (f"V{version.version}", "")]})


def _clause_asked(query: Mapping[str, str], articles: list[book_pages.Article]) -> str:
    """The clause whose pane is open: the one named, else the first of the article chosen."""
    return query.get("clause", "") or next((code for article in articles if article.on for code in article.codes), "")


def _pane(request: Any, version: RulebookVersion, articles: list[book_pages.Article], code: str,
          told: book_pages.Figures) -> dict[str, Any] | None:
    more = [c for article in articles if article.on for _d, node, _p in article.lines for c in node.controls]
    return book_pages.pane_of(code, told, more, request.actor.may("parameters.view"), saying(version, code), version.rulebook.unit_id)


@for_people
@require_safe
def mine(request: Any) -> HttpResponse:
    """The rulebooks and clauses that hold for the reader (ORG-01), and which of them are still to be read."""
    request.actor.require(VIEW)
    unread = {v.pk for v in unread_by(request.actor.id)}
    return render(request, "rulebook/mine.html", {
        "books": [(v, v.pk in unread) for v in books_of(request.actor.id)], "clauses": clauses_of(request.actor.id),
        "may_confirm": request.actor.may("rulebook.confirm_reading"),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (_("My clauses"), "")]})


@for_people
@require_safe
def comparison(request: Any, old: int, new: int) -> HttpResponse:
    """Two versions of one book side by side."""
    request.actor.require(VIEW)
    before, after = version_of(old, request.actor), version_of(new, request.actor)
    if before.rulebook_id != after.rulebook_id:
        raise NotFound()
    rows = compare(nodes_of(before), nodes_of(after))
    shown = rows if request.GET.get("all") else [row for row in rows if row.state != "same"]
    return render(request, "rulebook/compare.html", {
        "before": before, "after": after, "rows": shown, "figures": figures(rows), "all": request.GET.get("all", ""),
        "settings": (settings_rows(before), settings_rows(after)),
        "others": readable(request.actor).filter(rulebook=after.rulebook).exclude(pk__in=[old, new]).order_by("-version"),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (f"V{before.version} / V{after.version}", "")]})


@for_people
@require_GET
def printed(request: Any, pk: int) -> HttpResponse:
    """The book as PDF."""
    request.actor.require(VIEW)
    version = version_of(pk, request.actor)
    answer = HttpResponse(pdf_of(version, request.actor), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{version.rulebook.code}-V{version.version}.pdf"'
    return answer


# ---- editing a draft

@for_people
@require_http_methods(["GET", "POST"])
def edit(request: Any, pk: int) -> HttpResponse:
    """The pieces of a draft, one of them in the form."""
    request.actor.require(EDIT)
    version = version_of(pk, request.actor)
    errors: Mapping[str, Any] = {}
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_edited(request, version))
        except InvalidInput as problem:
            errors = problem.errors
        except BusinessError as problem:
            messages.error(request, problem.text())
            return HttpResponseRedirect(request.get_full_path())
    nodes = nodes_of(version)
    node = next((n for n in nodes if str(n.pk) == request.GET.get("node", "")), None)
    return render(request, "rulebook/edit.html", {
        "version": version, "tag": standing_tag(version), "nodes": nodes, "node": node,
        "listed": [(n, list(offers.control_words(n.controls).values())) for n in nodes], "errors": errors, "kinds": kind_choices(),
        "suggested": [clauses()[code] for code in _suggested(node)] if node else [], "key": secrets.token_urlsafe(18),
        "bound": (offers.clause_words(node.clauses).items(), offers.control_words(node.controls).items()) if node else ((), ()),
        "variants": _variants(version, node) if node else [], "values": _values(version, node) if node else [],
        "may_fill": may_fill(version, request.actor), "open_above": opened_above(version),
        "unplaced": sum(1 for n in nodes if n.kind == Kind.UNPLACED),
        "is_draft": version.state == RulebookVersion.State.DRAFT,
        "presence": presence.address(request.actor, "rulebook_versions", pk),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (version.number, reverse("screen:rulebook_versions.detail", args=[pk])),
                   (_("Edit the text"), "")]}, status=400 if errors else 200)


def _variants(version: RulebookVersion, node: BookNode) -> list[tuple[Clause, str, list[str]]]:
    """The clauses of a piece that can be read in several ways: the reading of the draft, and all of them."""
    said = version.settings.get("clauses", {})
    bound = [clauses()[code] for code in node.clauses if code in clauses()]
    return [(one, said.get(one.id, {}).get("variant", ""), [v["name"] for v in one.variants]) for one in bound if one.variants]


def _values(version: RulebookVersion, node: BookNode) -> list[tuple[str, str, bool]]:
    """The controls of a piece: title, where the draft's values are filled in, whether the draft sets some."""
    chosen = version.settings.get("controls", {})
    return [(_(CONTROLS[code].title), control_url(code, version.pk), any(chosen.get(code, {}).values()))
            for code in controls_bound([node]) if CONTROLS[code].params.model_fields]


def _suggested(node: BookNode) -> list[str]:
    words = f"{node.title}{node.text}"
    return [code for code in suggest(words, {c.id: c.title + c.requirement for c in clauses().values()}) if code not in node.clauses]


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of pieces with their words."""
    return [(kind, _(word)) for kind, word in KIND_WORDS.items()]


def _edited(request: Any, version: RulebookVersion) -> str:
    """Carry out what was asked of the draft; answers where to go on."""
    posted = request.POST
    step, node = posted.get("step", "change"), _number(posted.get("node_id", ""))
    arguments: dict[str, Any]
    if step == "add":
        arguments = {"version_id": version.pk, "after_id": node, "kind": _kind(posted), "depth": _number(posted.get("depth", "1")) or 0}
    elif step == "move":
        arguments = {"node_id": node, "after_id": _number(posted.get("after_id", ""))}
    elif step == "variant":
        ACTIONS["rulebook.choose_variant"].run(actor=request.actor, version_id=version.pk, clause=posted.get("clause", ""),
                                               variant=posted.get("variant", ""))
        return _at(version, node)
    elif step == "remove":
        arguments = {"node_id": node}
    else:
        step, arguments = "change", {"node_id": node, **_changes(posted)}
    done = ACTIONS[f"rulebook.{step}_node"].run(actor=request.actor, idempotency_key=posted.get("idempotency_key", "")[:100] or None,
                                                **arguments)
    return _at(version, done.data.get("node_id"))


def _at(version: RulebookVersion, node: int | None) -> str:
    here = reverse("rulebook-edit", args=[version.pk])
    return f"{here}?node={node}#n{node}" if node else here


def _changes(posted: Any) -> dict[str, Any]:
    return {"kind": _kind(posted), "depth": min(_number(posted.get("depth", "")) or 0, 12), "label": posted.get("label", "")[:30],
            "title": posted.get("title", "")[:200], "text": posted.get("text", "")[:20_000].replace("\r\n", "\n"),
            "clauses": list(dict.fromkeys([*posted.getlist("clauses"), *filter(None, [posted.get("suggested")])])),
            "controls": posted.getlist("controls"), "opened": "opened" in posted,
            "overrides": posted.get("overrides", "")[:16], "superior": posted.get("superior", "")[:200]}


def _kind(posted: Any) -> str:
    kind = posted.get("kind", "article")
    if kind not in KINDS:
        raise NotFound()
    return str(kind)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


# ---- ready-made rulebooks

@for_people
@require_http_methods(["GET", "POST"])
def packs(request: Any) -> HttpResponse:
    """Choose one or several ready-made rulebooks, see what they say together, make a draft of them."""
    request.actor.require(VIEW)
    chosen = [code for code in (request.POST if request.method == "POST" else request.GET).getlist("pack") if code in delivered()]
    choices = {name.removeprefix("variant-"): value for name, value in (request.POST or request.GET).items()
               if name.startswith("variant-") and value}
    posts = {name.removeprefix("post-"): value[:40] for name, value in (request.POST or request.GET).items() if name.startswith("post-")}
    errors: dict[str, Any] = {}
    own, mine = "", None
    if request.method == "POST":
        request.actor.require("rulebook.use_packs")
    try:
        own, mine = _own_pack(request)
        if request.method == "POST" and "file" not in request.FILES:
            return _used(request, chosen, own, choices, posts)
    except InvalidInput as problem:
        errors = problem.errors
    except BusinessError as problem:
        errors = {"packs": [problem.text()]}
    found = [*([mine] if mine else ()), *(delivered()[code] for code in chosen)]
    combined = combine(found, choices) if found else None
    return render(request, "rulebook/packs.html", {
        "groups": [(_(title), [(p, p.code in chosen, len(p.articles)) for p in delivered().values() if p.kind == kind])
                   for kind, title in PACK_KINDS.items()],
        "chosen": chosen, "own": own, "mine": mine, "combined": combined, "chapters": shown_chapters(combined, choices) if combined else [],
        "errors": errors, "staffing": _staffing(combined, posts) if combined else [],
        "held": held().choices() if combined else [],
        "may_use": request.actor.may("rulebook.use_packs"), "books": Rulebook.objects.order_by("id")[:200],
        "key": secrets.token_urlsafe(18),
        "title": found[0].title if found else "", "off": switches.off(),
        "crumbs": [(_("Rulebook"), reverse("rulebook")), (_("Ready-made rulebooks"), "")]}, status=400 if errors else 200)


def shown_chapters(combined: Combined, choices: Mapping[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The chapters with each article's parameters in words, and the variants: which was chosen, which ones contradict."""
    disputed = {one.clause for one in combined.contradictions}
    return [(title, [{"article": a, "params": parameters_of(a), "variants": [v["name"] for v in clauses()[a.clause].variants],
                      "chosen": choices.get(a.clause, ""), "disputed": a.clause in disputed}
                     for a in articles]) for title, articles in combined.chapters]


def parameters_of(article: ArticlePack) -> list[dict[str, Any]]:
    """Each parameter with where its value comes from."""
    clause = clauses()[article.clause]
    return [{"name": term(name), "value": show(name, value), "origin": origin_in_clause(clause, name, value, article.assumed)}
            for name, value in article.parameters.items()]


def _staffing(combined: Combined, posts: dict[str, str]) -> list[Line]:
    """Who would decide in the flows of the packs."""
    clauses_of = {a.clause for _title, articles in combined.chapters for a in articles}
    off, own = switches.off(), {"items": combined.items}
    return lines({name: items_of(section, clauses_of, own, off) for name, section in SECTIONS.items()}, posts)


def _own_pack(request: Any) -> tuple[str, Pack | None]:
    """The company's own pack: a file just chosen, or the text that the preview carries; every mistake is told with line and key."""
    sent = request.FILES.get("file")
    if sent is None:
        text = str(request.POST.get("own", ""))[:LARGEST_PACK + 1]
        return text, read_pack(text, _("your file")) if text else None
    raw = sent.read(LARGEST_PACK + 1)
    if len(raw) > LARGEST_PACK:
        raise InvalidInput({"file": [_("The file is larger than %(most)s KB.") % {"most": LARGEST_PACK // 1000}]})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput({"file": [_("The file is no text in UTF-8. Save it so, and choose it again.")]}) from None
    return text, read_pack(text, sent.name[:80])


@for_people
@require_safe
def pack_file(request: Any, code: str) -> HttpResponse:
    """A delivered pack as its file, to begin an own one with; ``schema`` is the format."""
    request.actor.require(VIEW)
    if code == "schema":
        return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1},
                            headers={"Content-Disposition": 'attachment; filename="schema.json"'})
    if code not in delivered():
        raise NotFound()
    return HttpResponse(text_of(code), content_type="application/yaml; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="{code}.yaml"'})


def _used(request: Any, chosen: list[str], own: str, choices: dict[str, str], posts: dict[str, str]) -> HttpResponse:
    book = _number(request.POST.get("rulebook_id", ""))
    made = {"rulebook_id": book} if book else {"title": request.POST.get("title", "").strip()[:80] or None,
                                               "code": f"B{Rulebook.objects.count() + 1}"}
    done = ACTIONS["rulebook.use_packs"].run(actor=request.actor, packs=chosen, own=own, choices=choices, posts=posts,
                                             idempotency_key=request.POST.get("idempotency_key", "")[:100] or None, **made)
    messages.success(request, _("%(number)s drafted; the leaders approve it, then it is published.") % {"number": done.number})
    return HttpResponseRedirect(reverse("screen:rulebook_versions.detail", args=[done.id]))
