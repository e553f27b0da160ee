"""Ready-made rulebooks (制度包): YAML files with chapters, articles, the variant and the parameters of each clause.

A file is read as a whole or not at all. Every mistake is told with file, line, key and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yingshu.kernel.controls import CONTROLS, Control
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.schemas import sentence

from .catalogue import clause as find_clause
from .sections import SECTIONS, Section
from .shown import param_label, show

FOLDER = "packs"
Kind = Literal["whole", "procedure", "supplement"]
KINDS: dict[str, str] = {"whole": N_("Whole rulebooks"), "procedure": N_("Procedures"), "supplement": N_("Supplements")}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArticlePack(_Part):
    """An article: the words of a clause, the variant chosen, its parameters, and which of those the system suggests (``assumed``).

    ``switch`` names the master switch that must be on before it is carried out: fines, wages (deductions) or hours (of work).
    """

    clause: str = Field(pattern=r"^[A-Z]{3}-[0-9]{2}$")
    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=4000)
    part: str = ""
    variant: str = ""
    parameters: dict[str, Any] = {}
    assumed: tuple[str, ...] = ()
    switch: Literal["", "fines", "wages", "hours"] = ""


class ChapterPack(_Part):
    """A chapter with its articles in order."""

    title: str = Field(min_length=1, max_length=80)
    articles: tuple[ArticlePack, ...] = Field(min_length=1)


class ChosenControl(_Part):
    """Parameters of a control that the pack sets: a variant's values, then the given ones over them."""

    variant: str = ""
    values: dict[str, Any] = {}


class Pack(_Part):
    """A ready-made rulebook. ``items`` holds duties, registers, flows and authority tables of its own, by section.

    Of packs with the same ``only_one`` a company uses one at a time (the ways to work out satisfaction).
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    title: str = Field(min_length=1, max_length=80)
    kind: Kind = "whole"
    source: str = ""
    note: str = ""
    only_one: str = ""
    chapters: tuple[ChapterPack, ...] = Field(min_length=1)
    controls: dict[str, ChosenControl] = {}
    items: dict[str, tuple[dict[str, Any], ...]] = {}

    @property
    def articles(self) -> list[ArticlePack]:
        return [article for chapter in self.chapters for article in chapter.articles]


def schema() -> dict[str, Any]:
    """The JSON schema of the format, with the items of every section."""
    made = Pack.model_json_schema(ref_template="#/$defs/{model}")
    sections = {name: {"type": "array", "items": section.model.model_json_schema()} for name, section in sorted(SECTIONS.items())}
    made["properties"]["items"] = {"type": "object", "additionalProperties": False, "properties": sections}
    return made


# ---- reading

class Mistake(NamedTuple):
    """What is wrong in a file: its line, the key, and what would be right."""

    line: int
    key: str
    says: str


def read_pack(text: str, name: str) -> Pack:
    """A pack from its text; raises InvalidInput with one message per mistake, and nothing of it is used."""
    try:
        _no_aliases(text, name)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as broken:  # a day like 2026-02-30 is no day
        mark = getattr(broken, "problem_mark", None)
        raise _refused(name, [Mistake(mark.line + 1 if mark else 1, "", _broken(str(getattr(broken, "problem", ""))))]) from None
    try:
        pack = Pack.model_validate(raw)
    except ValidationError as problem:
        raise _refused(name, [Mistake(line_of(node, e["loc"]), _key(e["loc"]), _sentence(e)) for e in _causes(problem)]) from None
    mistakes = [Mistake(line_of(node, where), _key(where), says) for where, says in _checks(pack)]
    if mistakes:
        raise _refused(name, mistakes)
    return pack


ABOUT, QUOTED = re.compile(r"([a-z_]+)(?:\.([a-z0-9_]+))?[：:]"), re.compile("“([^”]*)”")
BROKEN = {
    "mapping values": N_("A colon stands where none is expected. Check the indentation, or put the text in quotes."),
    "could not find expected ':'": N_("A colon is missing after a key."),
    "tab character": N_("A tab stands where none may. Indent by blanks."),
    "cannot start any token": N_("A special sign stands where none may. Put the text in quotes."),
    "did not find expected": N_("The indentation or a bracket does not fit the lines before."),
    "unexpected end": N_("A quotation mark or a bracket is opened and not closed.")}


def _broken(problem: str) -> str:
    """What is wrong with a text that is no YAML, and what would be right."""
    return _(next((says for part, says in BROKEN.items() if part in problem), N_("This is no YAML.")))


def _no_aliases(text: str, name: str) -> None:
    """A few lines of aliases can stand for millions; a rulebook needs none."""
    alias = next((event for event in yaml.parse(text, Loader=yaml.CSafeLoader) if isinstance(event, yaml.AliasEvent)), None)
    if alias is not None:
        line = alias.start_mark.line + 1 if alias.start_mark else 1
        raise _refused(name, [Mistake(line, "", _("Write it out: references (*) to other parts are not read."))])


def _refused(name: str, mistakes: Sequence[Mistake]) -> InvalidInput:
    return InvalidInput({f"{name}:{m.line} {m.key}".rstrip(): [m.says] for m in mistakes})


def _key(where: Sequence[Any]) -> str:
    return ".".join(str(part) for part in where)


def _causes(problem: ValidationError) -> list[Any]:
    """The mistakes, without lists that are too short only because a mistake in them left a part out."""
    found = problem.errors()
    above = {error["loc"][:n] for error in found for n in range(len(error["loc"]))}
    return [error for error in found if error["type"] != "too_short" or error["loc"] not in above]


def _sentence(error: Any) -> str:
    """What is wrong; of a closed set, and of a key that is not known, also what there is."""
    says, expected = sentence(error["type"], error.get("ctx", {})), ""
    if error["type"] in ("enum", "literal_error"):
        expected = error.get("ctx", {}).get("expected", "").replace("'", "").replace(" or ", ", ")
    elif error["type"] == "extra_forbidden":
        expected = ", ".join(_known_keys(error["loc"][:-1]))
    return says + _("Right would be: %(names)s.") % {"names": expected} if expected else says


def _known_keys(where: Sequence[Any]) -> list[str]:
    """The keys that a part of a pack may have."""
    made = Pack.model_json_schema()
    at = made
    for part in where:
        at = at.get("items", {}) if isinstance(part, int) else at.get("properties", {}).get(part, {})
        at = made["$defs"][at["$ref"].rpartition("/")[2]] if "$ref" in at else at
    return list(at.get("properties", {}))


def line_of(node: Any, where: Sequence[Any]) -> int:
    """The line of a key, or of the deepest part of it that is there."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in where:
        found = _child(node, part)
        if found is None:
            return int(line)
        line, node = found
    return int(line)


def _child(node: Any, part: Any) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line + 1, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def _checks(pack: Pack) -> Iterator[tuple[tuple[Any, ...], str]]:
    """What the format alone cannot say: clauses, variants, controls and items that exist."""
    seen: set[str] = set()
    for c, chapter in enumerate(pack.chapters):
        for a, article in enumerate(chapter.articles):
            where = ("chapters", c, "articles", a)
            yield from (((*where, key), says) for key, says in _article_checks(article, seen))
    for code, chosen in pack.controls.items():
        yield from ((("controls", code, *key), says) for key, says in _control_checks(code, chosen))
    for name, items in pack.items.items():
        yield from ((("items", name, *key), says) for key, says in _item_checks(name, items))


def _article_checks(article: ArticlePack, seen: set[str]) -> Iterator[tuple[str, str]]:
    found = find_clause(article.clause)
    if found is None:
        yield "clause", _("There is no clause %(id)s.") % {"id": article.clause}
        return
    if article.clause in seen:
        yield "clause", _("%(id)s stands in this file already; a clause has one article.") % {"id": article.clause}
    seen.add(article.clause)
    names = [v["name"] for v in found.variants]
    if article.variant and article.variant not in names:
        yield "variant", _("%(id)s has no variant “%(variant)s”; right would be: %(names)s.") % {
            "id": article.clause, "variant": article.variant, "names": "、".join(names) or "--"}
    unknown = [name for name in article.assumed if name not in article.parameters]
    if unknown:
        yield "assumed", _("%(names)s is no parameter of this article; right would be: %(known)s.") % {
            "names": "、".join(unknown), "known": "、".join(article.parameters) or "--"}


def _control_checks(code: str, chosen: ChosenControl) -> Iterator[tuple[tuple[Any, ...], str]]:
    control = CONTROLS.get(code)
    if control is None:
        yield (), _("There is no control %(code)s.") % {"code": code}
    elif chosen.variant and chosen.variant not in control.variants:
        yield ("variant",), _("%(id)s has no variant “%(variant)s”; right would be: %(names)s.") % {
            "id": code, "variant": chosen.variant, "names": "、".join(control.variants) or "--"}
    else:
        yield from _validation(control.params, {**control.variants.get(chosen.variant, {}), **chosen.values}, ("values",))


def _item_checks(name: str, items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[Any, ...], str]]:
    section = SECTIONS.get(name)
    if section is None:
        yield (), _("There is no section “%(name)s”; right would be: %(names)s.") % {"name": name, "names": "、".join(sorted(SECTIONS))}
        return
    codes: set[Any] = set()
    for n, item in enumerate(items):
        yield from _item_mistakes(section, item, n)
        if item.get("code") in codes:
            yield (n, "code"), _("“%(code)s” stands here already.") % {"code": item.get("code")}
        codes.add(item.get("code"))


def _item_mistakes(section: Section, item: Mapping[str, Any], n: int) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Mistakes of one item; those of the item as a whole at the part that they speak of."""
    found = list(_validation(section.model, item, (n,)))
    for where, says in found:
        if where == (n,):
            yield from (((n, *_place(item, part)), part) for part in says.split("；"))
        else:
            yield where, says
    if not found:
        yield from (((n, *_place(item, says)), says) for says in section.check(section.model.model_validate(item)))


def _place(item: Mapping[str, Any], says: str) -> tuple[Any, ...]:
    """What a sentence about an item speaks of: the part that it begins with (``moves.submit：…``), in it the word that it quotes."""
    found = ABOUT.match(says)
    part = item.get(found[1]) if found else None
    where: tuple[Any, ...] = (found[1],) if found and part is not None else ()
    row = next((n for n, row in enumerate(part) if isinstance(row, Mapping) and row.get("code") == found[2]),
               None) if found and isinstance(part, list) else None
    if row is not None and isinstance(part, list):
        where, part = (*where, row), part[row]
    quoted = set(QUOTED.findall(says))
    inside = part if where else {key: value for key, value in item.items() if key not in ("code", "title")}
    return (*where, *next((path for path, value in _leaves(inside) if str(value) in quoted), ()))


def _leaves(part: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every key and every value that stands in a part, with its path."""
    rows = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    for key, value in rows:
        yield (key,), key
        if isinstance(value, (Mapping, list)):
            yield from (((key, *path), leaf) for path, leaf in _leaves(value))
        else:
            yield (key,), value


def _validation(model: Any, values: Mapping[str, Any], where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    try:
        model.model_validate(values)
    except ValidationError as problem:
        for error in problem.errors():
            yield (*where, *error["loc"]), _sentence(error)


# ---- those delivered

@lru_cache(maxsize=1)
def delivered() -> Mapping[str, Pack]:
    """The packs that come with the product: whole rulebooks, procedures, supplements."""
    folder = files(__package__).joinpath(FOLDER)
    found = [read_pack(path.read_text("utf-8"), path.name) for path in sorted(folder.iterdir(), key=lambda p: p.name)
             if path.name.endswith(".yaml")]
    return {pack.code: pack for pack in sorted(found, key=lambda p: (list(KINDS).index(p.kind), p.source, p.code))}


def text_of(code: str) -> str:
    """The file of a delivered pack."""
    return files(__package__).joinpath(FOLDER, f"{code}.yaml").read_text("utf-8")


def packs_of(codes: Sequence[str]) -> list[Pack]:
    """Delivered packs by code, in the order given; an unknown one is told."""
    unknown = [code for code in codes if code not in delivered()]
    if unknown or not codes:
        raise InvalidInput({"packs": [_("There is no ready-made rulebook “%(codes)s”; right would be: %(known)s.") % {
            "codes": "、".join(unknown), "known": "、".join(delivered())}]})
    return [delivered()[code] for code in dict.fromkeys(codes)]


# ---- several together

class Contradiction(NamedTuple):
    """Packs that cannot hold together: about what, and what each of them says. ``clause`` is empty where no variant can settle it.

    ``by_code``: it is the packs themselves that exclude each other, so what each says is only its code.
    """

    about: str
    clause: str
    sides: tuple[tuple[str, str], ...]
    by_code: bool = False

    def __str__(self) -> str:
        return f"{self.about}: " + " / ".join(f"{says} ({pack})" for pack, says in self.sides)


class Combined(NamedTuple):
    """Several packs as one book."""

    chapters: list[tuple[str, list[ArticlePack]]]
    controls: dict[str, dict[str, Any]]
    items: dict[str, list[dict[str, Any]]]
    contradictions: list[Contradiction]


def combine(packs: Sequence[Pack], choices: Mapping[str, str] | None = None) -> Combined:
    """One book of several packs: a clause has one article; ``choices`` settles the variant of a clause."""
    sides: dict[str, dict[str, str]] = {}
    for pack in packs:
        for article in pack.articles:
            if article.variant:
                sides.setdefault(article.clause, {})[pack.title] = article.variant
    picked = {**{code: next(iter(says.values())) for code, says in sides.items()}, **{c: v for c, v in (choices or {}).items() if v}}
    chapters: dict[str, list[ArticlePack]] = {}
    done: set[str] = set()
    for pack in packs:
        for chapter in pack.chapters:
            for article in chapter.articles:
                if article.clause not in done:
                    done.add(article.clause)
                    chapters.setdefault(chapter.title, []).append(with_variant(article, picked.get(article.clause, "")))
    found = [*_satisfaction(packs), *_variants(sides, choices or {}), *_control_sides(packs)]
    variants = {article.clause: article.variant for kept in chapters.values() for article in kept}
    controls = {**controls_of(variants), **{code: one.model_dump() for pack in packs for code, one in pack.controls.items()}}
    items = {name: [item for pack in packs for item in pack.items.get(name, ())] for name in {n for pack in packs for n in pack.items}}
    return Combined(list(chapters.items()), controls, items, found)


def with_variant(article: ArticlePack, variant: str) -> ArticlePack:
    """The article in another variant of its clause: what the former reading says goes, what holds in every reading stays or comes back.

    What the controls of the clause say otherwise in the new variant is left to them.
    """
    clause = find_clause(article.clause)
    if clause is None or not variant or variant == article.variant or variant not in clause.readings:
        return article
    own, former = clause.own_reading, article.variant or clause.own_reading
    said, controls = clause.readings.get(former, {}), [c for c in CONTROLS.values() if article.clause in c.clauses]
    common = {name: value for name, value in clause.parameters.items() if name in said and name not in clause.readings.get(own, {})}
    stays = {**common, **{name: value for name, value in article.parameters.items() if name not in said}}
    named = [name for name, value in stays.items() if former and value == former]
    left = {name for control in controls for name in control.variants.get(variant, ())}
    values = {**{name: value for name, value in stays.items() if name not in left}, **dict.fromkeys(named, variant),
              **clause.readings[variant]}
    return article.model_copy(update={"variant": variant, "parameters": values,
                                      "assumed": tuple(name for name in article.assumed if name in values)})


def _satisfaction(packs: Sequence[Pack]) -> Iterator[Contradiction]:
    for group in sorted({pack.only_one for pack in packs if pack.only_one}):
        sides = tuple((pack.title, pack.code) for pack in packs if pack.only_one == group)
        if len(sides) > 1:
            yield Contradiction(_("One way to measure satisfaction at a time"), "", sides, by_code=True)


def _variants(sides: Mapping[str, Mapping[str, str]], picked: Mapping[str, str]) -> Iterator[Contradiction]:
    for code, says in sides.items():
        if len(set(says.values())) > 1 and not picked.get(code):
            clause = find_clause(code)
            yield Contradiction(f"{code} {clause.title if clause else ''}".strip(), code, tuple(says.items()))


def _control_sides(packs: Sequence[Pack]) -> Iterator[Contradiction]:
    sides: dict[str, dict[str, ChosenControl]] = {}
    for pack in packs:
        for code, one in pack.controls.items():
            sides.setdefault(code, {})[pack.title] = one
    for code, says in sides.items():
        values = list(says.values())
        if any(one != values[0] for one in values):
            yield Contradiction(_(CONTROLS[code].title), "",
                                tuple((title, one.variant or _in_words(code, one)) for title, one in says.items()))


def _in_words(code: str, one: ChosenControl) -> str:
    fields = CONTROLS[code].params.model_fields
    return "；".join(f"{param_label(name, fields[name])} {show(name, value, fields[name])}" for name, value in one.values.items())


def controls_of(variants: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Which parameters clauses put in force, given the variant of each: that of every control bound to one of them."""
    return {code: {"variant": variant, "values": {}} for code, control in sorted(CONTROLS.items())
            if (variant := _variant_for(control, variants)) is not None}


def _variant_for(control: Control[Any, Any], variants: Mapping[str, str]) -> str | None:
    """The control's variant as the clauses have it, an empty one for the delivered values, None when no clause is there."""
    bound = [variants[code] for code in control.clauses if code in variants]
    return next((name for name in bound if name in control.variants), "") if bound else None
