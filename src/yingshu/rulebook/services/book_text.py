"""The text of a draft: brought in from a file, corrected and bound by hand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, Input, Lookup, Text
from yingshu.kernel.services import Done, service

from ..books import KIND
from ..catalogue import clauses as catalogue
from ..models import BookNode
from ..parsing import Kind, Node, Parsed
from .book import RulebookRef, VersionRef, lock_book, lock_draft, new_version

KINDS = tuple(kind.value for kind in Kind)
MOST_PIECES = 20_000
KindName = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)}, pattern="|".join(f"^{kind}$" for kind in KINDS))]
Label = Annotated[str, Field(max_length=30)]
NodeTitle = Annotated[str, Field(max_length=200)]
NodeText = Annotated[str, Field(max_length=20_000)]
Depth = Annotated[int, Field(ge=0, le=12)]
ClauseId = Annotated[str, Field(max_length=12), Lookup("clauses")]
ControlCode = Annotated[str, Lookup("controls")]


class PieceInput(Input):
    """One piece of text in its order; ``depth`` says below which former piece it stands."""

    kind: KindName
    depth: Depth = 0
    label: Label = ""
    title: NodeTitle = ""
    text: NodeText = ""
    notes: tuple[str, ...] = ()
    clauses: tuple[ClauseId, ...] = ()
    controls: tuple[str, ...] = ()


def pieces_of(parsed: Parsed) -> list[PieceInput]:
    """What was read from a file, as pieces in order. Titles that are too long become text; nothing is cut off."""
    found: list[PieceInput] = []
    waiting: list[tuple[int, Node]] = [(0, document) for document in reversed(parsed.documents)]
    while waiting:
        depth, node = waiting.pop()
        title, text = (node.title, node.text) if len(node.title) <= 200 else ("", node.title + node.text)
        if node.kind != Kind.DOCUMENT or title:
            found += [PieceInput(kind=node.kind.value, depth=min(depth, 12), label=node.label[:30], title=title if n == 0 else "",
                                 text=part,
                                 notes=tuple(node.notes)) for n, part in enumerate(_parts(text))]
        waiting.extend((depth + 1, child) for child in reversed(node.children))
    return found


def _parts(text: str, most: int = 20_000) -> list[str]:
    return [text[at:at + most] for at in range(0, len(text), most)] or [""]


@service("rulebook.import_text", title=N_("Import a rulebook"), clause="ORG-31")
def import_text(*, actor: Actor, rulebook_id: RulebookRef, pieces: list[PieceInput], origin: Text = "", note: Text = "") -> Done:
    """Make the next draft of a book from pieces of text, as read from a file and corrected by a person."""
    if not pieces or len(pieces) > MOST_PIECES:
        raise InvalidInput({"pieces": [_("There must be between 1 and %(most)s pieces of text.") % {"most": MOST_PIECES}]})
    book = lock_book(rulebook_id)
    _check_bindings([c for piece in pieces for c in piece.clauses], [c for piece in pieces for c in piece.controls])
    done = new_version(actor, book, note, origin=origin, settings={})
    write_pieces(done.id, [piece.model_dump() for piece in pieces])
    return Done(done.kind, done.id, done.number, done.state, data={**done.data, "pieces": len(pieces)}, after={"origin": origin})


def write_pieces(version_id: int, pieces: Sequence[Mapping[str, Any]]) -> None:
    """Write the pieces of a new version, each with a key of its own."""
    rows = [{**piece, "version_id": version_id, "position": n, "key": piece.get("key") or secrets.token_hex(6),
             **{name: list(piece.get(name, ())) for name in ("notes", "clauses", "controls")}} for n, piece in enumerate(pieces)]
    for at in range(0, len(rows), 500):
        write.add(BookNode, rows[at:at + 500])


@service("rulebook.change_node", title=N_("Change the piece"), clause="ORG-31")
def change_node(*, actor: Actor, node_id: Id, kind: KindName | None = None, depth: Depth | None = None, label: Label | None = None,
                title: NodeTitle | None = None, text: NodeText | None = None, clauses: list[ClauseId] | None = None,
                controls: list[ControlCode] | None = None, opened: bool | None = None, overrides: Label | None = None,
                superior: Text | None = None) -> Done:
    """Change a piece of a draft: its text and place, the clauses and controls bound to it, whether units may override it.

    ``superior`` names the law or the company rule above it; values it bounds are registered as superior rules (ORG-33).
    """
    node = _node(node_id)
    version = lock_draft(node.version_id)
    _check_bindings(clauses or (), controls or ())
    given = {"kind": kind, "depth": depth, "label": label, "title": title, "text": text, "clauses": clauses, "controls": controls,
             "opened": opened, "overrides": overrides, "superior": superior}
    changed = {name: value for name, value in given.items() if value is not None and value != getattr(node, name)}
    if changed:
        write.change(BookNode, where={"id": node_id}, set=changed)
    return Done(KIND, version.pk, version.number, version.state, data={"node_id": node_id},
                before={name: getattr(node, name) for name in changed}, after=changed)


@service("rulebook.add_node", title=N_("Add a piece"), clause="ORG-31")
def add_node(*, actor: Actor, version_id: VersionRef, kind: KindName, after_id: Id | None = None, depth: Depth = 1, label: Label = "",
             title: NodeTitle = "", text: NodeText = "", clauses: list[ClauseId] | None = None) -> Done:
    """Add a piece to a draft, behind another one or at the beginning."""
    version = lock_draft(version_id)
    _check_bindings(clauses or (), ())
    position = _node(after_id, version_id).position + 1 if after_id else 0
    _make_room(version_id, position, 1)
    pk = write.add_one(BookNode, version_id=version_id, position=position, depth=depth, kind=kind, key=secrets.token_hex(6), label=label,
                       title=title, text=text, clauses=clauses or [])
    return Done(KIND, version_id, version.number, version.state, data={"node_id": pk}, after={"label": label, "title": title, "text": text})


@service("rulebook.move_node", title=N_("Move the piece"), clause="ORG-31")
def move_node(*, actor: Actor, node_id: Id, after_id: Id | None = None) -> Done:
    """Put a piece behind another one, or at the beginning."""
    node = _node(node_id)
    version = lock_draft(node.version_id)
    position = _node(after_id, node.version_id).position + 1 if after_id and after_id != node_id else 0 if not after_id else node.position
    _make_room(node.version_id, position, 1)
    write.change(BookNode, where={"id": node_id}, set={"position": position})
    return Done(KIND, version.pk, version.number, version.state, data={"node_id": node_id}, before={"position": node.position},
                after={"position": position})


@service("rulebook.remove_node", title=N_("Remove the piece"), clause="ORG-31")
def remove_node(*, actor: Actor, node_id: Id) -> Done:
    """Take a piece out of a draft; the trail keeps its words."""
    node = _node(node_id)
    version = lock_draft(node.version_id)
    BookNode.objects.filter(pk=node_id).delete()
    return Done(KIND, version.pk, version.number, version.state, before={"label": node.label, "title": node.title, "text": node.text})


def _node(node_id: int, version_id: int | None = None) -> BookNode:
    found = BookNode.objects.filter(pk=node_id, **({"version_id": version_id} if version_id else {})).first()
    if found is None:
        raise NotFound()
    return found


def _make_room(version_id: int, position: int, by: int) -> None:
    write.change(BookNode, where={"version_id": version_id, "position__gte": position}, set={"position": write.Add(by)})


def _check_bindings(clauses: Sequence[str], controls: Sequence[str]) -> None:
    errors = {"clauses": [_("There is no clause %(id)s.") % {"id": one} for one in dict.fromkeys(clauses) if one not in catalogue()],
              "controls": [_("There is no control %(code)s.") % {"code": one} for one in dict.fromkeys(controls) if one not in CONTROLS]}
    if any(errors.values()):
        raise InvalidInput({field: says for field, says in errors.items() if says})
