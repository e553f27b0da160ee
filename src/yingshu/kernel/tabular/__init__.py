"""Workbooks as people really keep them: understanding them row by row, and writing safe ones.

Reading::

    with open_workbook(path) as book:
        mapping = guess_workbook(book, KINDS)              # or Mapping.from_json(template)
        for sheet in mapping.sheets:
            reader = read_sheet(book.sheet(sheet.sheet), sheet, KINDS)
            for row in reader:
                ...                                        # row.number, row.values, row.errors
            reader.totals.differences                      # against the sheet's own 小计 and 合计

Writing: `write_list`, `write_template`, `error_workbook`. See ``docs/kernel/tabular.md``.
"""

from yingshu.kernel.tabular.classify import RowKind
from yingshu.kernel.tabular.clean import Cell, match_key, to_text
from yingshu.kernel.tabular.errors import CellError, MappingError, TabularError, WorkbookError
from yingshu.kernel.tabular.fields import Field, Fill, Kind, SheetKind
from yingshu.kernel.tabular.guards import Limits
from yingshu.kernel.tabular.guess import guess, guess_sheet, guess_workbook, sheet_layout
from yingshu.kernel.tabular.layout import Layout, find_layout
from yingshu.kernel.tabular.mapping import BoundColumn, ColumnMap, Mapping, Notice, SheetMap, bind
from yingshu.kernel.tabular.rows import CellIssue, Row, RowReader, read_sheet
from yingshu.kernel.tabular.totals import TotalDifference, TotalsCheck
from yingshu.kernel.tabular.workbook import SheetView, Workbook, open_workbook
from yingshu.kernel.tabular.writer import OutColumn, Words, error_workbook, write_list, write_template

__all__ = [
    "BoundColumn", "Cell", "CellError", "CellIssue", "ColumnMap", "Field", "Fill", "Kind", "Layout", "Limits",
    "Mapping", "MappingError", "Notice", "OutColumn", "Row", "RowKind", "RowReader", "SheetKind", "SheetMap",
    "SheetView", "TabularError", "TotalDifference", "TotalsCheck", "Words", "Workbook", "WorkbookError", "bind",
    "error_workbook", "find_layout", "guess", "guess_sheet", "guess_workbook", "match_key", "open_workbook",
    "read_sheet", "sheet_layout", "to_text", "write_list", "write_template",
]  # fmt: skip
