"""Workbooks that go out to people: wrong rows with their reasons, empty templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from yingshu.kernel.tabular import Cell, OutColumn, SheetKind, Words, error_workbook, write_template


def error_file(titles: Sequence[str], rows: Iterable[tuple[Sequence[Cell], Sequence[str]]], sheet: str) -> IO[bytes]:
    """The user's own rows and the reasons of their errors in a last column."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    error_workbook(target, titles, rows, sheet, Words().translated(_))
    target.seek(0)
    return target


def template_file(kind: SheetKind) -> IO[bytes]:
    """A sheet of a kind with all columns the import understands."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    columns = [OutColumn(field.code, field.label, field.kind, field.required, help="、".join(field.synonyms[2:6])) for field in kind.fields]
    guide = [_("Fill in as many columns as you have; columns with a star are needed."),
             _("Other titles work too: the import shows what it understood before anything is written.")]
    write_template(target, kind.label, columns, guide, Words().translated(_))
    target.seek(0)
    return target
