"""The registers in force, kept in the process and read anew when any process changed one. Costs no query in the common case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.caches import Cached, bump
from yingshu.kernel.errors import NotFound
from yingshu.organisation.models import Post
from yingshu.organisation.principal import people_changed

from .definition import VOID, Definition
from .models import Entry, RegisterVersion
from .parts import EVERYBODY, RELATIONS, Arise, Gate

VERSION = "registers"


@dataclass(frozen=True, eq=False)
class Live:
    """A register with one version of its definition: the newest, or the one a record was written with."""

    id: int
    code: str
    version: int
    definition: Definition
    slots: Mapping[str, str]
    retired_on: date | None = None
    book: str = ""
    own: frozenset[str] = frozenset()
    by: str = ""
    first_day: date | None = None

    @property
    def retired(self) -> bool:
        """Did it end? On the day named no more records are made."""
        return self.retired_on is not None and self.retired_on <= clock.today()

    @property
    def screen(self) -> str:
        return self.definition.screen

    @property
    def title(self) -> str:
        return self.definition.title

    @cached_property
    def params(self) -> dict[str, Any]:
        """Parameters as expressions read them."""
        return {code: list(p.value) if isinstance(p.value, tuple) else p.value for code, p in self.definition.params.items()}

    def choices_of(self, field: Any) -> list[str]:
        """The choices of a field, its own or those of a parameter."""
        return [str(c) for c in (self.params[field.choices_from] if field.choices_from else field.choices)]


def changed() -> None:
    """A definition changed: registers, and what people may do."""
    bump(VERSION)
    people_changed()


def _load_all(_key: object) -> dict[str, Live]:
    newest: dict[int, RegisterVersion] = {}
    for version in RegisterVersion.objects.select_related("register").order_by("register__code", "number"):
        newest[version.register_id] = version
    return {v.register.code: _live(v) for v in newest.values()}


def _live(version: RegisterVersion) -> Live:
    register = version.register
    definition = with_params(Definition.model_validate(version.definition), register.params)
    return Live(register.pk, register.code, version.number, definition, register.slots, register.retired_on, register.book,
                frozenset(register.params), version.by, version.first_day)


def with_params(definition: Definition, values: Mapping[str, Any]) -> Definition:
    """The definition with parameters that the company set; a parameter it no longer has is left out."""
    if not any(code in definition.params for code in values):
        return definition
    given = {code: {**p.model_dump(mode="json"), **({"value": values[code]} if code in values else {})}
             for code, p in definition.params.items()}
    return Definition.model_validate({**definition.model_dump(mode="json", by_alias=True), "params": given})


def _load_version(key: tuple[str, int]) -> Live:
    found = RegisterVersion.objects.filter(register__code=key[0], number=key[1]).select_related("register").first()
    if found is None:
        raise NotFound()
    return _live(found)


_all: Cached[dict[str, Live]] = Cached(VERSION, _load_all)
_old: Cached[Live] = Cached(VERSION, _load_version)


def registers() -> dict[str, Live]:
    """The registers in force, newest definitions, by code."""
    return {code: live for code, live in _all.get().items() if not live.retired}


def known() -> dict[str, Live]:
    """Those that ended too: their records can still be read."""
    return _all.get()


def live(code: str, version: int | None = None) -> Live:
    """A register by code, with the definition of a version. Raises NotFound."""
    found = _all.get().get(code)
    if found is None:
        raise NotFound(field="register")
    return found if version in (None, found.version) else _old.get((code, version))


def by_id(register_id: int) -> Live:
    """A register by id."""
    return _by_id.get()[register_id]


_by_id: Cached[dict[int, Live]] = Cached(VERSION, lambda _key: {x.id: x for x in _all.get().values()})


# ---------- rights

def rights_of(live: Live) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each right of a register, and the posts that have it."""
    d, screen = live.definition, live.screen
    yield f"{screen}.view", d.who.see
    yield f"{screen}.reveal", d.who.private
    yield f"{screen}.export", d.who.export
    if not live.retired:
        yield f"{screen}.add", d.who.add
        yield f"{screen}.change", d.who.change
        yield from ((f"{screen}.{m.code}", m.who) for m in d.moves)


def all_rights() -> frozenset[str]:
    """Every right that a register declares."""
    return _rights.get()[0]


def granted(post: str) -> frozenset[str]:
    """The rights that the definitions give to a post."""
    _known, by_post = _rights.get()
    return by_post.get(EVERYBODY, frozenset()) | by_post.get(post, frozenset())


def regrant(live: Live, before: str, after: str) -> None:
    """A record moved: where rights go with it, people's rights are worked out anew."""
    if any((before in g.states) is not (after in g.states) for g in live.definition.grants):
        changed()


def _lent(live: Live) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Post and rights by the records of a register: those in force give them, those that ended take them out again."""
    for grant in live.definition.grants:
        slots = (live.slots[grant.post], live.slots[grant.by], "state")
        held = set(Entry._plain.filter(register_id=live.id).exclude(state=VOID.code).order_by().values_list(*slots).distinct())
        codes = dict(Post.objects.filter(pk__in={post for post, _by, _state in held}).values_list("id", "code"))
        for post, by in sorted({(post, by) for post, by, _state in held if codes.get(post) and by}):
            mine = any(state in grant.states for p, b, state in held if (p, b) == (post, by))
            ended = any(live.definition.is_final(state) for p, b, state in held if (p, b) == (post, by))
            if mine or ended:
                yield codes[post], tuple(right if mine else f"-{right}" for right in grant.rights.get(by, ()))


def _load_rights(_key: object) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    by_post: dict[str, set[str]] = {}
    declared = [pair for live in _all.get().values() for pair in rights_of(live)]
    for right, posts in declared:
        for post in set(posts) - RELATIONS:
            by_post.setdefault(post, set()).add(right)
    for post, rights in (pair for live in registers().values() for pair in _lent(live)):
        by_post.setdefault(post, set()).update(rights)
    return frozenset(right for right, _posts in declared), {post: frozenset(rights) for post, rights in by_post.items()}


_rights: Cached[tuple[frozenset[str], dict[str, frozenset[str]]]] = Cached(VERSION, _load_rights)


# ---------- gates

def gates() -> dict[str, list[tuple[Live, Gate]]]:
    """Action → the gates before it."""
    return _gates.get()


def _load_gates(_key: object) -> dict[str, list[tuple[Live, Gate]]]:
    found: dict[str, list[tuple[Live, Gate]]] = {}
    for live in registers().values():
        for gate in live.definition.gates:
            found.setdefault(gate.before, []).append((live, gate))
    return found


_gates: Cached[dict[str, list[tuple[Live, Gate]]]] = Cached(VERSION, _load_gates)


def arising() -> dict[str, list[tuple[Live, Arise]]]:
    """Action → the records that are made when it is done."""
    return _arising.get()


def _load_arising(_key: object) -> dict[str, list[tuple[Live, Arise]]]:
    found: dict[str, list[tuple[Live, Arise]]] = {}
    for live in registers().values():
        for arise in live.definition.arises:
            found.setdefault(arise.after, []).append((live, arise))
    return found


_arising: Cached[dict[str, list[tuple[Live, Arise]]]] = Cached(VERSION, _load_arising)
__all__ = ["Live", "all_rights", "arising", "changed", "gates", "granted", "known", "live", "registers", "replace"]
