"""The document an entry of a ledger came from: ledgers lie below documents and know them only by kind, id and number."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """Kind, id and number of a document."""

    kind: str
    id: int | None
    number: str
