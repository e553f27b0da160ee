"""Writes that may wait until the end of a business action, so that they go in one statement and lock what many share briefly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import write


@dataclass(slots=True)
class Batch:
    """Rows to add, balances to raise and rows to change, to be written together: one statement on PostgreSQL, one per table on SQLite.

    Increases of one row are summed up. Nothing of it can be read before it is written.
    """

    rows: dict[Any, list[Mapping[str, Any]]] = field(default_factory=dict)
    sums: dict[tuple[Any, str], dict[int, dict[str, Any]]] = field(default_factory=dict)
    changes: dict[Any, write.Statement] = field(default_factory=dict)

    def add(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows to insert."""
        self.rows.setdefault(model, []).extend(rows)

    def add_up(self, model: Any, key: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Balances to raise: ``{key value: {column: increase}}``; a row that is not there yet is made."""
        waiting = self.sums.setdefault((model, key), {})
        for pk, increases in rows.items():
            row = waiting.setdefault(pk, {})
            for column, value in increases.items():
                row[column] = row[column] + value if column in row else value

    def change(self, model: Any, where: Mapping[str, Any], set: Mapping[str, Any]) -> None:
        """Rows to change. One statement cannot change a row twice, so what waits for the table is sent first."""
        if model in (*self.rows, *self.changes, *(m for m, _ in self.sums)):
            self.send()
        self.changes[model] = write.change_sql(model, where, set)

    def send(self, *more: Batch) -> None:
        """Write everything, this and more batches; afterwards nothing waits."""
        write.together([statement for batch in (self, *more) for statement in batch.statements()])

    def statements(self) -> list[write.Statement]:
        """What has to be sent; afterwards nothing waits."""
        found = [*self.changes.values(), *(write.insert_sql(model, rows) for model, rows in self.rows.items() if rows),
                 *(write.add_up_each_sql(model, key, rows) for (model, key), rows in self.sums.items() if rows)]
        self.rows, self.sums, self.changes = {}, {}, {}
        return found

    def __len__(self) -> int:
        return sum(map(len, self.rows.values())) + sum(map(len, self.sums.values())) + len(self.changes)
