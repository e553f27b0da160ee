"""The write gateway: inserts and updates whose SQL is built once per shape from the model's fields, for both databases.

Services stay readable, names stay checked against the models, values pass through the fields (so scaled numbers, JSON and
times are stored alike everywhere), and the cost of compiling the statement is paid once. Reads that are not hot use the ORM.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from .actor import Actor, Reach
from .errors import NotFound

_OPS = {"": "=", "in": "IN", "gte": ">=", "gt": ">", "lte": "<=", "lt": "<", "isnull": "IS NULL"}
Statement = tuple[str, list[Any]]
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_PLAIN: dict[type, type] = {  # values of exactly this type are stored as they are
    models.BigAutoField: int, models.IntegerField: int, models.BigIntegerField: int, models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int, models.ForeignKey: int, models.OneToOneField: int, models.CharField: str,
    models.TextField: str, models.BooleanField: bool}


@dataclass(frozen=True, slots=True)
class Add:
    """In ``set``: increase the column by this much, inside the database."""

    value: Any


@dataclass(frozen=True, slots=True)
class Copy:
    """In ``set``: the value of another column of the same row."""

    column: str


@cache
def _fields(model: type[models.Model]) -> dict[str, models.Field]:
    by_name: dict[str, models.Field] = {}
    for field in model._meta.concrete_fields:
        by_name[field.name] = by_name[field.attname] = field
    by_name["pk"] = by_name["id"] = model._meta.pk
    return by_name


@cache
def _defaults(model: type[models.Model]) -> tuple[models.Field, ...]:
    return tuple(f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField))


def _quote(name: str | None) -> str:
    return f'"{name}"'


def _column(model: Any, name: str) -> str:
    return _quote(_fields(model)[name.strip()].column)


def _prep(field: models.Field, value: Any) -> Any:
    return value if value is None or type(value) is _PLAIN.get(type(field)) else \
        field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


@cache
def _all_columns(model: type[models.Model]) -> str:
    return ", ".join(_quote(f.column) for f in model._meta.concrete_fields)


def _run(sql: str, values: Sequence[Any]) -> list[tuple]:
    """Send a statement that answers rows."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _send(sql: str, values: Sequence[Any]) -> None:
    """Send a statement that answers nothing."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, values)


def _instances(model: type[models.Model], rows: Iterable[tuple]) -> list[Any]:
    fields = model._meta.concrete_fields
    names = [f.attname for f in fields]
    converters = _converters(model, connection.vendor)
    return [model.from_db("default", names, [c(v) if c else v for c, v in zip(converters, row, strict=True)])
            for row in rows]


@cache
def _converters(model: type[models.Model], vendor: str) -> tuple[Any, ...]:
    return tuple(_converter(field) for field in model._meta.concrete_fields)


def _converter(field: models.Field) -> Any:
    steps = [*connection.ops.get_db_converters(field.get_col(field.model._meta.db_table)),
             *field.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, field, connection)
        return value
    return convert


def _row_values(model: type[models.Model], row: Mapping[str, Any]) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]  # asked once for a row, not for each value: the look-up is by thread
    return [_value(field, row, database) for field in _defaults(model)]


def _value(field: models.Field, row: Mapping[str, Any], database: Any) -> Any:
    name = field.attname if field.attname in row else field.name
    if name not in row:
        return _prep(field, field.get_default()) if callable(field.default) else _constant(field, database.vendor)
    value = row[name]
    return value if value is None or type(value) is _PLAIN.get(type(field)) else field.get_db_prep_save(value, database)


@cache
def _constant(field: models.Field, vendor: str) -> Any:
    """The prepared default of a field; an empty text where none is declared, as the ORM does."""
    return _prep(field, field.get_default())


@lru_cache(maxsize=512)
def _insert_sql(model: type[models.Model], count: int, with_id: bool, vendor: str) -> str:
    fields = _defaults(model)
    one = "(" + ", ".join(["%s"] * len(fields)) + ")"
    names = ", ".join(_quote(f.column) for f in fields)
    sql = f"INSERT INTO {_quote(model._meta.db_table)} ({names}) VALUES {', '.join([one] * count)}"
    return sql + (f" RETURNING {_quote(model._meta.pk.column)}" if with_id else "")


def add(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows in one statement and answer their ids in order. Fields that a row leaves out take their default."""
    if not rows:
        return []
    unknown = set().union(*rows) - set(_fields(model))
    if unknown:
        raise ValueError(f"{model.__name__} has no field {sorted(unknown)}")
    values = [v for row in rows for v in _row_values(model, row)]
    return [r[0] for r in _run(_insert_sql(model, len(rows), True, connection.vendor), values)]


def add_one(model: type[models.Model], **row: Any) -> int:
    """Insert one row and answer its id."""
    return add(model, [row])[0]


def insert_sql(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> Statement:
    """The statement that inserts rows and answers nothing."""
    return _insert_sql(model, len(rows), False, connection.vendor), [v for row in rows for v in _row_values(model, row)]


def add_together(batches: Sequence[tuple[type[models.Model], Sequence[Mapping[str, Any]]]]) -> None:
    """Insert rows of several tables: one statement on PostgreSQL, one per table on SQLite."""
    together([insert_sql(model, rows) for model, rows in batches if rows])


def together(statements: Sequence[Statement]) -> None:
    """Send statements on different tables that answer nothing: as one on PostgreSQL."""
    if connection.vendor == "postgresql" and len(statements) > 1:
        parts = ", ".join(f"t{i} AS ({sql})" for i, (sql, _) in enumerate(statements[:-1]))
        statements = [(f"WITH {parts} {statements[-1][0]}", [v for _, values in statements for v in values])]
    for sql, values in statements:
        _send(sql, values)


def _where(model: type[models.Model], where: Mapping[str, Any], values: list[Any]) -> str:
    return " AND ".join(_condition(model, key, value, values) for key, value in where.items())


def _condition(model: type[models.Model], key: str, value: Any, values: list[Any]) -> str:
    expression, _, op = key.partition("__")
    names = _NAME.findall(expression)
    fields = [_fields(model)[name] for name in names]
    sql = _NAME.sub(lambda m: _column(model, m[0]), expression)
    if op == "isnull":
        return f"{sql} IS {'' if value else 'NOT '}NULL"
    if op == "in":
        listed = [_prep(fields[0], v) for v in value]
        values.extend(listed)
        return f"{sql} IN ({', '.join(['%s'] * len(listed))})" if listed else "1 = 0"
    values.append(_prep(fields[0], value))
    return f"{sql} {_OPS[op]} %s"


def _scope(model: Any, actor: Actor | None, values: list[Any]) -> str:
    if actor is None or actor.everything or actor.reach == Reach.ALL:
        return ""
    owner = _column(model, model.scope_owner)
    values.append(actor.id)
    if not actor.units:
        return f" AND {owner} = %s"
    unit = _column(model, model.scope_unit)
    values.extend(sorted(actor.units))
    return f" AND ({owner} = %s OR {unit} IN ({', '.join(['%s'] * len(actor.units))}))"


def change(model: Any, *, where: Mapping[str, Any], set: Mapping[str, Any], visible_to: Actor | None = None,
           returning: str = "") -> list[Any]:
    """Update the rows that fulfil ``where`` (``field``, ``field__op`` or ``a - b__op``), in one locking statement.

    ``returning="*"`` answers the rows as model instances after the change; otherwise one empty tuple per changed row.
    """
    sql, values = change_sql(model, where, set, visible_to)
    columns = _all_columns(model) if returning == "*" else "1"
    rows = _run(f"{sql} RETURNING {columns}", values)
    return _instances(model, rows) if returning == "*" else rows


def change_sql(model: Any, where: Mapping[str, Any], set: Mapping[str, Any], visible_to: Actor | None = None) -> Statement:
    """The statement of ``change``, for a batch."""
    values: list[Any] = []
    assignments = ", ".join(_assignment(model, name, value, values) for name, value in set.items())
    condition = _where(model, where, values) + _scope(model, visible_to, values)
    return f"UPDATE {_quote(model._meta.db_table)} SET {assignments} WHERE {condition}", values


def _assignment(model: Any, name: str, value: Any, values: list[Any]) -> str:
    field = _fields(model)[name]
    column = _quote(field.column)
    if isinstance(value, Add):
        values.append(_prep(field, value.value))
        return f"{column} = {column} + %s"
    if isinstance(value, Copy):
        return f"{column} = {_column(model, value.column)}"
    values.append(_prep(field, value))
    return f"{column} = %s"


def change_each(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]], *, require: str = "",
                where: Mapping[str, Any] | None = None) -> int:
    """Increase columns of many rows by different amounts in one statement: ``{key value: {column: increase}}``.

    ``require`` is a condition every row must fulfil, in the model's column names with increases as ``+column``, for example
    ``"on_hand - allotted >= +allotted"``. Answers how many rows changed: fewer than given means the condition failed somewhere.
    """
    return len(changed_keys(model, key, rows, require=require, where=where))


def changed_keys(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]], *, require: str = "",
                 where: Mapping[str, Any] | None = None) -> list[int]:
    """``change_each``, answering the keys of the rows that changed, for callers that must say which did not."""
    return [row[0] for row in _change_each(model, key, rows, require, where, _column(model, key))]


def changed_rows(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]], *, require: str = "") -> list[Any]:
    """``change_each``, answering the changed rows as model instances as they are now."""
    columns = _all_columns(model)
    return _instances(model, _change_each(model, key, rows, require, None, columns))


def _change_each(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]], require: str, where: Mapping[str, Any] | None,
                 returning: str) -> list[tuple]:
    if not rows:
        return []
    columns = list(next(iter(rows.values())))
    fields = [_fields(model)[key], *(_fields(model)[c] for c in columns)]
    values: list[Any] = [_prep(f, v) for k in sorted(rows) for f, v in
                         zip(fields, [k, *(rows[k][c] for c in columns)], strict=True)]
    sql = _each_sql(model, key, tuple(columns), len(rows), require, connection.vendor)
    if where:
        sql += " AND " + _where(model, where, values)
    return _run(f"{sql} RETURNING {returning}", values)


@lru_cache(maxsize=256)
def _each_sql(model: Any, key: str, columns: tuple[str, ...], count: int, require: str, vendor: str) -> str:
    cast = "::bigint" if vendor == "postgresql" else ""
    one = "(" + ", ".join([f"%s{cast}"] * (len(columns) + 1)) + ")"
    table = _quote(model._meta.db_table)
    names = ["k", *(f"v{i}" for i in range(len(columns)))]
    sets = ", ".join(f"{_column(model, c)} = t.{_column(model, c)} + d.v{i}"
                     for i, c in enumerate(columns))
    sql = (f"WITH d({', '.join(names)}) AS (VALUES {', '.join([one] * count)}) "
           f"UPDATE {table} AS t SET {sets} FROM d WHERE t.{_column(model, key)} = d.k")
    return sql + (f" AND {_requirement(model, columns, require)}" if require else "")


def _requirement(model: Any, columns: tuple[str, ...], require: str) -> str:
    increases = {name: f"d.v{i}" for i, name in enumerate(columns)}
    sql = re.sub(r"\+([a-z_]+)", lambda m: increases[m[1]], require)
    return re.sub(r"(?<![.\w])([a-z_]+)(?![.\w])", lambda m: f"t.{_column(model, m[1])}", sql)


def add_up(model: Any, key: Mapping[str, Any], increase: Mapping[str, Any]) -> None:
    """Increase the balance row of a key, making it when it is not there yet, in one statement."""
    _send(*_add_up_sql(model, list(key), list(increase), [{**key, **increase}]))


def add_up_each(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """``add_up`` for many keys in one statement: ``{key value: {column: increase}}``, in key order."""
    if rows:
        _send(*add_up_each_sql(model, key, rows))


def add_up_from(model: Any, key: tuple[str, ...], increases: tuple[str, ...], rows: Any) -> None:
    """``add_up`` for the rows of a query, whose columns are the keys and the increases, inside the database."""
    sql, values = rows.query.sql_with_params()
    columns = ", ".join(_column(model, name) for name in (*key, *increases))
    _send(f"INSERT INTO {_quote(model._meta.db_table)} ({columns}) {sql} {_or_add(model, key, increases)}", values)


def add_up_each_sql(model: Any, key: str, rows: Mapping[int, Mapping[str, Any]]) -> Statement:
    """The statement of ``add_up_each``; a row need not name every column."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    return _add_up_sql(model, [key], columns, [{key: k, **rows[k]} for k in sorted(rows)])


def _add_up_sql(model: Any, key: Sequence[str], increases: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Statement:
    sql, values = insert_sql(model, rows)
    return f"{sql} {_or_add(model, key, increases)}", values


def _or_add(model: Any, key: Sequence[str], increases: Sequence[str]) -> str:
    """The end of an insert that raises the rows that are there already."""
    table, columns = _quote(model._meta.db_table), [_column(model, c) for c in increases]
    target = ", ".join(_column(model, k) for k in key)
    return f"ON CONFLICT ({target}) DO UPDATE SET {', '.join(f'{c} = {table}.{c} + EXCLUDED.{c}' for c in columns)}"


def lock(model: Any, pk: int, *, actor: Actor | None = None) -> Any:
    """One row, locked until the transaction ends (SQLite holds its single write lock anyway); None when not there."""
    found = lock_all(model, {"id": pk}, actor=actor)
    return found[0] if found else None


def lock_all(model: Any, where: Mapping[str, Any], *, actor: Actor | None = None, order_by: str = "id") -> list[Any]:
    """Rows that fulfil a condition, locked in key order."""
    values: list[Any] = []
    condition = _where(model, where, values) + _scope(model, actor, values)
    columns = _all_columns(model)
    order = ", ".join(_column(model, name) for name in order_by.split(","))
    sql = f"SELECT {columns} FROM {_quote(model._meta.db_table)} WHERE {condition} ORDER BY {order}"
    return _instances(model, _run(sql + (" FOR UPDATE" if connection.vendor == "postgresql" else ""), values))


def read_one(model: Any, pk: int, *, actor: Actor, field: str = "") -> Any:
    """The row of an id, within the actor's scope. Raises NotFound, about the input ``field`` that gave the id."""
    found = read(model, {"id": pk}, actor=actor)
    if not found:
        raise NotFound(field=field)
    return found[0]


def read_with(model: Any, other: Any, key: str, where: Mapping[str, Any], *, actor: Actor | None = None) -> list[tuple[Any, Any]]:
    """Like ``read``, each row with the row of another model whose ``key`` names it (None when there is none), in one statement."""
    values: list[Any] = []
    condition = _where(model, where, values) + _scope(model, actor, values)
    columns = ", ".join([*(f"t.{_quote(f.column)}" for f in model._meta.concrete_fields),
                         *(f"o.{_quote(f.column)}" for f in other._meta.concrete_fields)])
    rows = _run(f"SELECT {columns} FROM (SELECT * FROM {_quote(model._meta.db_table)} WHERE {condition}) t LEFT JOIN "
                f"{_quote(other._meta.db_table)} o ON o.{_column(other, key)} = t.{_column(model, 'pk')}", values)
    width, own = len(model._meta.concrete_fields), other._meta.concrete_fields.index(other._meta.pk)
    return [(_instances(model, [row[:width]])[0], None if row[width + own] is None else _instances(other, [row[width:]])[0])
            for row in rows]


def read(model: Any, where: Mapping[str, Any], *, actor: Actor | None = None, order_by: str = "id") -> list[Any]:
    """Rows that fulfil a condition, as model instances, without the ORM's cost of compiling the query."""
    values: list[Any] = []
    condition = _where(model, where, values) + _scope(model, actor, values)
    columns = _all_columns(model)
    order = ", ".join(_column(model, name) for name in order_by.split(","))
    return _instances(model, _run(f"SELECT {columns} FROM {_quote(model._meta.db_table)} WHERE {condition} ORDER BY {order}",
                                  values))
