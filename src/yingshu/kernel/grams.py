"""Search for any fragment of two characters or more, in tables of any size, on both databases.

``LIKE '%fragment%'`` reads every row. Trigram indexes do not help with Chinese, whose words have two characters. So a text is taken
apart into its overlapping pairs (甘泉农资 → 甘泉, 泉农, 农资) and the pairs are indexed: on PostgreSQL by a GIN index over a function
(no extension is needed), on SQLite by a full-text table that triggers keep up to date. A fragment is found where all its pairs are;
``LIKE`` then decides. A fragment found in very many rows is left to ``LIKE`` in list order, which stops at the first page.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver

FEW = 2_000
COMMON, ASKED_AGAIN = 0.2, 3600  # share of the rows, seconds
SAMPLE = 400  # rows
_FUNCTION = """CREATE OR REPLACE FUNCTION yingshu_grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT coalesce(array_agg(DISTINCT substr(t, i, 2)), '{{}}') FROM generate_series(1, length(t) - 1) AS i $$"""
_GIN = "CREATE INDEX {n} ON {t} USING gin (yingshu_grams({c}))"
_SQLITE = (
    "CREATE VIRTUAL TABLE {n} USING fts5(g, content='', detail=none, columnsize=0, tokenize='ascii')",
    "INSERT INTO {n}(rowid, g) SELECT id, yingshu_grams({c}) FROM {t}",
    "CREATE TRIGGER {n}_i AFTER INSERT ON {t} BEGIN INSERT INTO {n}(rowid, g) VALUES (new.id, yingshu_grams(new.{c})); END",
    "CREATE TRIGGER {n}_d AFTER DELETE ON {t} BEGIN INSERT INTO {n}({n}, rowid, g) VALUES ('delete', old.id, yingshu_grams(old.{c})); END",
    "CREATE TRIGGER {n}_u AFTER UPDATE OF {c} ON {t} WHEN old.{c} IS NOT new.{c} BEGIN "
    "INSERT INTO {n}({n}, rowid, g) VALUES ('delete', old.id, yingshu_grams(old.{c})); "
    "INSERT INTO {n}(rowid, g) VALUES (new.id, yingshu_grams(new.{c})); END",
)


def pairs(text: str) -> list[str]:
    """The overlapping pairs of a text, each once."""
    return list(dict.fromkeys(text[i: i + 2] for i in range(len(text) - 1)))


def as_words(text: str | None) -> str:
    """The pairs as words that SQLite's full-text search takes whole."""
    return " ".join(_word(pair) for pair in pairs(text or ""))


def _word(pair: str) -> str:
    return f"{ord(pair[0]):x}z{ord(pair[1]):x}"


@receiver(connection_created, dispatch_uid="yingshu_grams_taught")
def _teach(sender: Any, connection: Any, **kwargs: Any) -> None:
    """SQLite's triggers call the function above."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("yingshu_grams", 1, as_words, deterministic=True)


def name_of(table: str, column: str) -> str:
    """The name of the index."""
    return f"{table}_{column}_grams"


def _names(table: str, column: str) -> dict[str, str]:
    return {"t": table, "c": column, "n": name_of(table, column)}


@receiver(post_migrate, dispatch_uid="yingshu_grams")
def index_everywhere(sender: Any, using: str, **kwargs: Any) -> None:
    """After the migrations the columns that models name as ``gram_columns`` have their indexes. No migration need say so, and none can
    lose them: SQLite changes many a column by making the table anew, and the triggers go with the old one. Such an index is filled
    anew, for rows may have changed meanwhile."""
    wanted = [_names(m._meta.db_table, c) for m in sender.get_models() for c in getattr(m, "gram_columns", ())]
    vendor = connections[using].vendor
    if not wanted:
        return
    with connections[using].cursor() as cursor:
        there = _there(cursor, vendor)
        for names in (n for n in wanted if n["t"] in there):
            for statement in _lacking(names, there, vendor):
                cursor.execute(statement)


def _there(cursor: Any, vendor: str) -> set[str]:
    cursor.execute("SELECT name FROM sqlite_master" if vendor == "sqlite" else "SELECT relname FROM pg_class")
    return {name for (name,) in cursor.fetchall()}


def _lacking(names: dict[str, str], there: set[str], vendor: str) -> Iterator[str]:
    """The statements that bring an index which is not there, or not whole."""
    if vendor == "postgresql":
        yield from () if names["n"] in there else (s.format(**names) for s in (_FUNCTION, _GIN))
        return
    triggers = {"{n}_{end}".format(**names, end=end) for end in ("i", "d", "u")}
    if names["n"] in there and triggers <= there:
        return
    yield from (f"DROP TRIGGER {name}" for name in sorted(triggers & there))
    yield "DROP TABLE IF EXISTS {n}".format(**names)
    yield from (statement.format(**names) for statement in _SQLITE)


def few_with(model: Any, words: Sequence[str], column: str = "search_text") -> list[int] | None:
    """Ids of the rows that hold every word, when they are few; None when there are many, or no index can tell."""
    table = model._meta.db_table
    parts = [p for word in words for p in pairs(word)]
    known = _known(table, column, connection.vendor, int(time.monotonic()) // ASKED_AGAIN) if parts else None
    if known is None:
        return None
    sql = _few_sql(table, column, connection.vendor, len(words))
    likes = [f"%{_plain(word)}%" for word in words]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_wanted([p for p in parts if p not in known] or parts), *likes, FEW + 1])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) <= FEW else None


def _wanted(parts: Sequence[str]) -> Any:
    if connection.vendor == "postgresql":
        return list(dict.fromkeys(parts))
    return " AND ".join(dict.fromkeys(_word(part) for part in parts))


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(maxsize=64)
def _few_sql(table: str, column: str, vendor: str, words: int) -> str:
    like = "".join([f" AND t.{column} LIKE %s ESCAPE '\\'"] * words)
    if vendor == "postgresql":
        return f"SELECT t.id FROM {table} t WHERE yingshu_grams(t.{column}) @> %s{like} LIMIT %s"  # nosec B608 # the model's own names
    name = name_of(table, column)
    return (f"SELECT t.id FROM {name} CROSS JOIN {table} t ON t.id = {name}.rowid"  # nosec B608 # the model's own names
            f" WHERE {name} MATCH %s{like} LIMIT %s")


@lru_cache(maxsize=64)
def _known(table: str, column: str, vendor: str, hour: int) -> frozenset[str] | None:
    """None without index; else pairs that very many rows have: they cost most to look up and tell least."""
    with connection.cursor() as cursor:
        return (_known_to_postgresql if vendor == "postgresql" else _seen_on_sqlite)(cursor, table, column)


def _known_to_postgresql(cursor: Any, table: str, column: str) -> frozenset[str] | None:
    """From the statistics of the index."""
    name = name_of(table, column)
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL, (SELECT array_agg(pair) FROM pg_stats, unnest(most_common_elems::text::text[],"
                   " most_common_elem_freqs) AS common(pair, share) WHERE tablename = %s AND schemaname = current_schema()"
                   " AND share > %s)", [name, name, COMMON])
    there, common = cursor.fetchone()
    return frozenset(common or ()) if there else None


def _seen_on_sqlite(cursor: Any, table: str, column: str) -> frozenset[str] | None:
    """From some rows spread over the table, because SQLite keeps no such statistics."""
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [name_of(table, column)])
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(f"WITH RECURSIVE ends AS (SELECT min(id) AS first, max(id) AS last FROM {table}), "  # nosec B608 # the model's own names
                   "spread(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM spread WHERE n < %s) "
                   f"SELECT {column} FROM {table} WHERE id IN (SELECT first + (last - first) * n / %s FROM ends, spread)", [SAMPLE, SAMPLE])
    seen = [set(pairs(text or "")) for (text,) in cursor.fetchall()]
    often = Counter(chain.from_iterable(seen))
    return frozenset(pair for pair, rows in often.items() if rows > COMMON * len(seen))
