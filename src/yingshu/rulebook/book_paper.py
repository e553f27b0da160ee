"""The book on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yingshu.documents.papers import printed_by, ready
from yingshu.documents.printing import render
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from .books import composed, standing
from .models import BookNode, RulebookVersion
from .parsing import Kind
from .screens.book import STANDINGS

LEVELS = {Kind.DOCUMENT: "document", Kind.PART: "part", Kind.SUBPART: "part", Kind.CHAPTER: "chapter", Kind.SECTION: "section",
          Kind.ARTICLE: "article"}
CHUNK = 2000


def pdf_of(version: RulebookVersion, actor: Actor) -> bytes:
    """A version as PDF; drafts say so, ended ones are marked void."""
    mark = {"draft": "draft", "review": "draft", "approved": "draft", "ended": "void"}.get(standing(version), "")
    return render(ready("rulebook", data_of(version, actor), mark=mark))


def data_of(version: RulebookVersion, actor: Actor) -> dict[str, Any]:
    """What is printed."""
    book = version.rulebook
    return {
        "company": company_name(), "title": book.title, "number": version.number, "issued_at": version.published_at or version.made_at,
        "standing": str(STANDINGS[standing(version)].label), "valid_from": version.valid_from.isoformat() if version.valid_from else "",
        "valid_until": version.valid_until.isoformat() if version.valid_until else "", "approved_by": version.approved_by,
        "scope": book.unit.name if book.unit else _("The whole company"), "drafting_unit": book.drafting_unit,
        "interpreting_unit": book.interpreting_unit, "printed": printed_by(actor),
        "pieces": [piece for node in composed(version) for piece in pieces(node)]}


def pieces(node: BookNode) -> Iterator[dict[str, str]]:
    """A piece; long text in parts, so that nothing is cut off."""
    parts = [node.text[at:at + CHUNK] for at in range(0, len(node.text), CHUNK)] or [""]
    for n, text in enumerate(parts):
        yield {"kind": LEVELS.get(Kind(node.kind), "text"), "label": node.label if n == 0 else "", "title": node.title if n == 0 else "",
               "text": text, "depth": str(min(node.depth, 9)), "clauses": " ".join(node.clauses) if n == 0 else ""}
