"""One pass over a ledger workbook. The check and the import are the same pass; the check writes nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_

from .. import sheets
from ..figures import SheetFigures, as_json, notice_json
from ..reading import Ledger, LedgerSheet, all_columns
from ..rules import Posting, Receivables, posting
from .ledgers import Desk, Receipts, Sales
from .ledgers import Receivables as Items
from .masters import Customers, People, Products, Run
from .sieve import CHUNK, Sieve


@dataclass(slots=True)
class Outcome:
    """What a pass found or did."""

    sheets: list[SheetFigures]
    posting: Posting
    made: dict[str, int]

    @property
    def wrong(self) -> int:
        """Rows that cannot be imported."""
        return sum(sheet.wrong for sheet in self.sheets)

    @property
    def new(self) -> int:
        """Right rows that were not imported before, of ledgers and of files."""
        return sum(sheet.ok - sheet.known for sheet in self.sheets)


def take_in(ledger: Ledger, run: Run, sieve: Sieve, receivables: Receivables, batch_number: str = "") -> Outcome:
    """Read every sheet in the order of import and hand its rows to the room they belong to."""
    decision = posting(receivables, ledger.present())
    people = People(run)
    customers, products = Customers(run, people), Products(run)
    desk = Desk(run, people, customers, products, batch_number)
    items = Items(desk)
    takers: dict[str, Any] = {"people": people, "customers": customers, "products": products, "receivables": items,
                              "sales": Sales(desk, decision.posts, items), "receipts": Receipts(desk, items)}
    figures = [_sheet(sheet, sieve, takers, run) for sheet in _with_finish(ledger, takers)]
    customers.finish()
    products.finish()
    desk.finish()
    made = _made(people, customers, products, items, takers["receipts"])
    made |= {name: getattr(takers["sales"], name) for name in ("sales", "returns_fen", "returns_left_fen")}
    return Outcome(figures, decision, made)


def _with_finish(ledger: Ledger, takers: dict[str, Any]) -> Any:
    """The sheets in order; after the last sales sheet its orders become receivables, before any receipt is read."""
    open_orders = "sales" in ledger.present()
    for sheet in ledger.sheets:
        if open_orders and sheet.kind.code in ("receivables", "receipts", "reviews"):
            takers["sales"].finish()
            open_orders = False
        yield sheet
    if open_orders:
        takers["sales"].finish()


def _sheet(sheet: LedgerSheet, sieve: Sieve, takers: dict[str, Any], run: Run) -> SheetFigures:
    figures = SheetFigures(sheet)
    taker = takers.get(sheet.kind.code)
    if taker is None:
        figures.rows = sum(1 for _row in sheet.reader)
        return figures
    for rows in sieve.chunks(sheet, figures):
        taker.take(rows)
        run.passed(CHUNK)
    return figures


def _made(people: People, customers: Customers, products: Products, items: Items, receipts: Receipts) -> dict[str, int]:
    return {"people": people.tally.made, "people_from_ledger": people.tally.from_ledger, "regions": people.regions.made,
            "customers": customers.tally.made, "customers_from_ledger": customers.tally.from_ledger, "products": products.tally.made,
            "products_from_ledger": products.tally.from_ledger, "receivables": items.count, "receivables_amount_fen": items.amount_fen,
            "receipts": receipts.count, "receipts_amount_fen": receipts.amount_fen, "unallocated_fen": receipts.unallocated_fen,
            "receipts_without_item": receipts.unnamed}


def figures_of(ledger: Ledger, outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON data, for the batch."""
    kinds = sheets.kinds(get_language() or "en")
    return {"sheets": [sheet.result() for sheet in outcome.sheets], "made": outcome.made, "wrong": outcome.wrong, "new": outcome.new,
            "posts": outcome.posting.posts, "reason": as_json(outcome.posting.reason, {}), "unused": list(ledger.unused),
            "broken": {name: as_json(problem.message_id, problem.params) for name, problem in ledger.broken.items()},
            "columns": {name: [asdict(column) for column in columns] for name, columns in all_columns(ledger, kinds).items()},
            "notices": [*(notice_json(notice) for notice in ledger.mapping.notices), *_not_here(ledger)]}


def _not_here(ledger: Ledger) -> list[dict[str, Any]]:
    """Sheets that are recognised and belong to a room that does not take them yet."""
    said = N_("Sheet “%(sheet)s” was recognised as %(kind)s; it is not imported here")
    return [as_json(said,
                    {"sheet": each.map.sheet, "kind": each.kind.label}) for each in ledger.sheets if not sheets.is_imported(each.kind.code)]
