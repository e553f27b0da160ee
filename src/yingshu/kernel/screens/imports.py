"""Imports of one kind of record: a room declares an ``Importer`` for a screen, the page ``/import/<screen>/`` does the rest.

The rows go through the room's own action, so an import can do nothing that the action refuses. Checking runs the same action and
takes everything back, evidence and messages included: what the check says is what the import does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django.db import IntegrityError
from django.utils.translation import gettext as _

from ..actor import Actor
from ..errors import AlreadyExists, InvalidInput
from ..growing import Growing
from ..inputs import Input
from ..schemas import hints_of
from ..services import ACTIONS, Done, together
from ..tabular import Mapping as Columns
from ..tabular import MappingError, OutColumn, SheetKind, SheetMap, Words, write_template
from ..tabular.titles import title_keys
from .cells import MASKS
from .declare import SCREENS, Screen
from .plan import plan_of
from .sheets import Expected, Sheet, read

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class File:
    """A workbook on disk and the name its owner gave it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose: mode (``add``, ``update``, ``both``), whether wrong rows are left out, the record imported into, which
    column is which field (a mapping as JSON), and whether to remember that."""

    mode: str = "both"
    skip: bool = False
    target: str = ""
    mapping: str = ""
    learn: bool = False

    def columns(self) -> SheetMap | None:
        """The mapping a person made; None when it is to be guessed."""
        try:
            return Columns.from_json(self.mapping).sheets[0] if self.mapping else None
        except (MappingError, IndexError):
            raise InvalidInput({"file": [_("The mapping of the columns cannot be read. Upload the file again.")]}) from None


@dataclass(frozen=True, slots=True)
class Titles:
    """A company's own titles of columns: those it taught for a kind of sheet (field → titles), and how to teach one more."""

    known: Callable[[str], Mapping[str, Sequence[str]]]
    action: str
    learn: Callable[[Actor, str, str], object]


OWN_TITLES: list[Titles] = []


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: the sheet as read, how many rows have each outcome, errors by row number."""

    sheet: Sheet
    counts: Mapping[str, int]
    errors: Errors

    @property
    def good(self) -> int:
        """Rows that can be imported."""
        return len(self.sheet.cells) - len(self.errors)


@dataclass(frozen=True, slots=True)
class Target:
    """The record that the rows go into: a parameter of the action, its words, and the records to choose from."""

    parameter: str
    label: Any
    choices: Sequence[tuple[str, str]] = ()
    none: Any = ""


@dataclass(eq=False)
class Importer:
    """The declaration of one import. Subclass, set the class attributes, and decorate with ``importer``.

    ``action`` is the business action and the right; it takes ``rows`` (a list of ``row_type``), ``skip_errors``, ``file`` and, if it
    knows modes, ``mode``. Values of the fields in ``unique`` stand once in a file. ``key`` says by which column a known record is
    found. ``columns`` names list columns that stand for a field of another name, so that an exported list can be imported again;
    masked cells and ``--`` leave a value as it is.
    """

    screen: ClassVar[str]
    action: ClassVar[str]
    row_type: ClassVar[type[Input]]
    key: ClassVar[Any] = ""
    guide: ClassVar[Sequence[Any]] = ()
    sample: ClassVar[Mapping[str, Any]] = {}
    unique: ClassVar[Sequence[str]] = ()
    help: ClassVar[Mapping[str, Any]] = {}
    columns: ClassVar[Mapping[str, str]] = {}

    def kind(self) -> SheetKind:
        """The fields and their titles."""
        raise AttributeError("an importer names its fields")

    def choices(self) -> Mapping[str, Sequence[str]]:
        """Allowed values of a column, for the dropdown lists of the template."""
        return {}

    def target(self) -> Target | None:
        """What the rows are imported into, when that must be chosen."""
        return None

    def require(self, actor: Actor) -> None:
        """Raise NotAllowed for people who may not import here."""
        actor.require(self.action)

    def refuse(self, titles: Sequence[str]) -> str:
        """Why columns that mean nothing here are refused until a person says what they are; empty when they are just left out."""
        return ""

    @property
    def declared(self) -> Screen:
        """The screen whose records these are."""
        return SCREENS[self.screen]

    @property
    def modes(self) -> bool:
        """Whether a person may choose between adding and changing."""
        return "mode" in hints_of(self.action)

    def check(self, actor: Actor, file: File, options: Options) -> Preview:
        """What the import would do. Nothing is written. Raises InvalidInput when the file cannot be understood."""
        sheet = self.read(file, options)
        if sheet.broken:
            return Preview(sheet, {}, {})
        done = _rehearse(actor, self.action, self._arguments(sheet, file, options, skip=True))
        return Preview(sheet, _counts(done), _sorted({**sheet.errors, **done.data["errors"]}))

    def run(self, actor: Actor, file: File, options: Options, idempotency_key: str) -> Done:
        """Import. Raises InvalidInput with the errors by row when one row is wrong and wrong rows may not be left out."""
        sheet = self.read(file, options)
        if sheet.broken:
            raise InvalidInput({"file": [sheet.broken]})
        if sheet.errors and not options.skip:
            raise InvalidInput(sheet.errors)
        arguments = self._arguments(sheet, file, options, skip=options.skip)
        done = ACTIONS[self.action].run(actor=actor, idempotency_key=idempotency_key, **arguments)
        if options.learn and options.mapping:
            self._learn(actor, sheet)
        return done

    def read(self, file: File, options: Options = Options()) -> Sheet:
        """The rows of a workbook, of its first sheet with such records, or as a person mapped it."""
        mapping = options.columns()
        sheet = read(file.path, file.name, self.expected(mapping))
        if mapping is None and not sheet.broken:
            sheet.broken = self.refuse(sheet.unknown)
        return sheet

    def _learn(self, actor: Actor, sheet: Sheet) -> None:
        """Titles that a person tied to a field are known from now on."""
        kind = self.kind()
        known = {code: f.title_keys(self.titles()) for code in sheet.fields.values() if (f := kind.field(code))}
        fresh = [(code, column.title) for column in sheet.columns if (code := sheet.fields.get(column.letter, ""))
                 and not known[code].intersection(title_keys(column.title)[:1])]
        for own in OWN_TITLES:
            for code, title in fresh:
                if actor.may(own.action) and title:
                    own.learn(actor, f"{kind.code}.{code}", title)

    def titles(self) -> dict[str, list[str]]:
        """Titles of columns by field, beside those of the format: of the list's export, and the company's own."""
        found: dict[str, list[str]] = {}
        for column in plan_of(self.declared).columns:
            found.setdefault(self.columns.get(column.name, column.name), []).append(column.label)
        for own in OWN_TITLES:
            for code, words in own.known(self.kind().code).items():
                found.setdefault(code, []).extend(words)
        return found

    def expected(self, mapping: SheetMap | None = None) -> Expected:
        """The fields, with the titles and the masks that the list's export gives them."""
        fields = {each.code for each in self.kind().fields}
        columns = [(self.columns.get(c.name, c.name), c) for c in plan_of(self.declared).columns]
        return Expected(self.kind(), self.row_type, {code: words for code, words in self.titles().items() if code in fields},
                        frozenset(code for code, c in columns if code in fields and c.kind in MASKS),
                        frozenset([c.label for code, c in columns if code not in fields] + [_(Words().reason)]), mapping, self.unique)

    def _arguments(self, sheet: Sheet, file: File, options: Options, skip: bool) -> dict[str, Any]:
        chosen = {"rows": sheet.rows, "skip_errors": skip, "file": file.name[:200]}
        if self.modes:
            chosen["mode"] = _mode(hints_of(self.action)["mode"], options.mode)
        target = self.target()
        if target is not None:
            if options.target not in dict(target.choices):
                raise InvalidInput({"target": [_("Please choose one.")]})
            chosen[target.parameter] = int(options.target)
        return chosen

    def write_template(self, place: BinaryIO) -> None:
        """An empty workbook: required columns with a star, a sample row, dropdown lists, instructions."""
        kind, choices = self.kind(), self.choices()
        columns = [OutColumn(f.code, f.label, f.kind, f.required, choices.get(f.code, tuple(f.choices)), self.sample.get(f.code),
                             str(self.help.get(f.code, ""))) for f in kind.fields]
        write_template(place, kind.label, columns, [*map(str, self.guide), *_guide(self)], Words().translated(_))


IMPORTERS: Growing[Importer] = Growing()


def importer(declared: type[Importer]) -> type[Importer]:
    """Class decorator: the import exists from now on."""
    if declared.screen in IMPORTERS:
        raise ValueError(f"the import of {declared.screen} is declared twice")
    IMPORTERS[declared.screen] = declared()
    return declared


def _guide(declared: Importer) -> list[str]:
    lines = [_("Columns with a star must be filled. An empty cell leaves a known record as it is.")]
    return [*lines, _("Known records are found by: %(key)s.") % {"key": declared.key}] if declared.key else lines


def _mode(modes: Any, text: str) -> Any:
    try:
        return modes(text)
    except ValueError:
        raise InvalidInput({"mode": [_("Please choose one.")]}) from None


def _counts(done: Done) -> dict[str, int]:
    return {name: done.data[name] for name in ("added", "changed", "unchanged")}


def _sorted(errors: Mapping[str, list[str]]) -> Errors:
    return dict(sorted(errors.items(), key=lambda pair: int(pair[0])))


class _Enough(Exception):
    """Ends a rehearsal, so that everything is taken back."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.kind)
        self.done = done


def _rehearse(actor: Actor, code: str, arguments: Mapping[str, Any]) -> Done:
    """Run an action and take it back: no row, no evidence, no message stays."""
    try:
        with together(actor, code):
            raise _Enough(ACTIONS[code].run(actor=actor, **arguments))
    except _Enough as enough:
        return enough.done
    except IntegrityError:
        raise AlreadyExists() from None
