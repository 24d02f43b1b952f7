"""Many rows in one statement, the way each engine does it fastest. All that differs between the engines is here.

PostgreSQL is given arrays to join with and COPY to read; SQLite is given JSON to join with and prepared inserts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Table,
    Text,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Values = Sequence[Any]
"""One column: texts, whole numbers, nothing; where rows are inserted, bytes too."""


def listed(db: Connection, numbers: Iterable[str] = (), /, **columns: Values) -> FromClause:
    """Rows of the caller's as a table to join with, column by column. ``numbers``: which of the columns are whole numbers."""
    types: dict[str, TypeEngine[Any]] = {name: BigInteger() if name in set(numbers) else Text() for name in columns}
    if db.dialect.name == "postgresql":
        arrays = (_array(told, types[name]) for name, told in columns.items())
        named = (column(name, types[name]) for name in columns)
        return func.unnest(*arrays).table_valued(*named, name="told").render_derived()
    told = json.dumps(list(zip(*columns.values(), strict=True)), ensure_ascii=False)
    one = func.json_each(told).table_valued(column("value", Text()), name="each")
    parts = (
        func.json_extract(one.c.value, f"$[{place}]", type_=types[name]).label(name)
        for place, name in enumerate(columns)
    )
    return select(*parts).select_from(one).subquery("told")


_BETWEEN, _NONE = "\x1f", "\x1e"


def _array(values: Values, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """As one text that the server takes apart: a driver writes an array value by value, and that takes longer."""
    texts = [_NONE if value is None else str(value) for value in values]
    told = _BETWEEN.join(texts)
    if told.count(_BETWEEN) != len(texts) - 1 or told.count(_NONE) != values.count(None) or not told:
        return literal(list(values), ARRAY(kind))  # such a text, or nothing but an empty one
    return cast(func.string_to_array(told, _BETWEEN, _NONE), ARRAY(kind))


def same(table: Table, rows: FromClause) -> ColumnElement[bool]:
    """That a row of the table has the values of a listed one, in every column the listed ones have."""
    return and_(*(table.c[name] == rows.c[name] for name in rows.c.keys()))  # noqa: SIM118  a collection of columns yields columns


def remove(db: Connection, table: Table, **columns: Values) -> None:
    """Deletes the rows that have these values together."""
    if next(iter(columns.values())):
        db.execute(delete(table).where(exists().where(same(table, listed(db, _numbers(table, columns), **columns)))))


def change(db: Connection, table: Table, keys: Mapping[str, Values], values: Mapping[str, Values]) -> None:
    """Sets some columns of the rows named by ``keys``."""
    if not next(iter(keys.values())):
        return
    new = {f"new_{name}": told for name, told in values.items()}
    numbers = [*_numbers(table, keys), *(f"new_{name}" for name in _numbers(table, values))]
    rows = listed(db, numbers, **keys, **new)
    named = and_(*(table.c[key] == rows.c[key] for key in keys))
    db.execute(update(table).where(named).values({table.c[name]: rows.c[f"new_{name}"] for name in values}))


def add(db: Connection, table: Table, columns: Mapping[str, Values]) -> None:
    """Inserts rows, column by column; a column in which nothing is said is left out."""
    told = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    if not told:
        return
    quote = db.dialect.identifier_preparer
    into = f"{quote.format_table(table)} ({', '.join(quote.quote(name) for name in told)})"
    if db.dialect.name == "postgresql":
        _copy(db, f"COPY {into} FROM STDIN", "".join(_copy_lines([*told.values()])).encode())
    else:
        marks = ", ".join("?" * len(told))
        db.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(zip(*told.values(), strict=True)))  # noqa: S608


def fresh_numbers(db: Connection, table: Table, name: str, count: int) -> Sequence[int]:
    """Numbers nobody has used for a column that counts up; they are the caller's also while others take some."""
    if db.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, name)
        taken = select(func.array_agg(func.nextval(sequence))).select_from(func.generate_series(1, count))
        return db.scalar(taken) or []
    last = db.scalar(select(func.coalesce(func.max(table.c[name]), 0))) or 0  # SQLite's transactions are alone
    return range(last + 1, last + 1 + count)


def _copy(db: Connection, statement: str, content: bytes) -> None:
    cursor = db.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            copy.write(content)
    except psycopg.Error as error:  # as SQLAlchemy would say it
        raise DBAPIError(
            "COPY", None, error, hide_parameters=True, connection_invalidated=_is_broken(cursor)
        ) from error
    finally:
        cursor.close()


def _is_broken(cursor: Any) -> bool:
    return bool(cursor.connection.broken)


def _numbers(table: Table, columns: Iterable[str]) -> list[str]:
    return [name for name in columns if isinstance(table.c[name].type, BigInteger | Integer)]


# --- COPY's text form: one line for a row, a tab between values, \N for none -----------------------------------------

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_lines(columns: Sequence[Values]) -> Iterable[str]:
    texts = [_copy_texts(values) for values in columns]
    return (f"{line}\n" for line in map("\t".join, zip(*texts, strict=True)))


def _copy_texts(values: Values) -> Sequence[str]:
    try:
        told = "".join(values)
    except TypeError:  # not all of them are texts
        return [_copy_text(value) for value in values]
    return [_copy_text(value) for value in values] if any(mark in told for mark in "\\\t\n\r") else values


def _copy_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)
