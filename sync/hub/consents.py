"""Who may be at the county: statements joined without regard to order, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, tuple_

from app.consent import effective
from app.delta import Delta, Statement
from app.errors import ExchangeError
from app.records import Consent
from sync.hub.lots import lots
from sync.hub.schema import ERASED, STATEMENT

_STRENGTH = {"given": 0, "refused": 1, "withdrawn": 2, "retired": 3}
"""Where one statement is told in two ways, the stronger counts, so that the order of telling does not."""


class Consents:
    """The statements of the subjects a delta speaks of."""

    def __init__(self, db: Connection, unit: str) -> None:
        self._db = db
        self._unit = unit
        self._known: dict[str, dict[str, Statement]] = {}

    def load(self, subjects: Iterable[str]) -> None:
        """Reads what is known of some subjects."""
        wanted = sorted(set(subjects) - self._known.keys())
        self._known.update((subject, {}) for subject in wanted)
        for lot in lots(wanted):
            named = STATEMENT.c.subject.in_(lot)
            for row in self._db.execute(select(STATEMENT).where(STATEMENT.c.unit == self._unit, named)):
                told = Statement(row.subject, row.id, row.state, tuple(row.replaces.split()))
                self._known[row.subject][row.id] = told

    def given(self, subject: str) -> bool:
        """Whether her records may be here."""
        return _given(self._known[subject].values())

    def join(self, told: Iterable[Statement]) -> tuple[set[str], set[str]]:
        """Takes statements in. Returns the subjects whose consent holds since, and those whose consent does not hold."""
        by_subject: defaultdict[str, list[Statement]] = defaultdict(list)
        for statement in told:
            by_subject[statement.subject].append(statement)
        self.load(by_subject)
        before = {subject for subject in by_subject if self.given(subject)}
        changed: list[Statement] = []
        for subject, statements in by_subject.items():
            for statement in statements:
                joined = _joined(self._known[subject].get(statement.id), statement)
                if joined != self._known[subject].get(statement.id):
                    self._known[subject][statement.id] = joined
                    changed.append(joined)
        self._write({(one.subject, one.id): one for one in changed})
        given = {subject for subject in by_subject if self.given(subject)}
        return given - before, by_subject.keys() - given

    def _write(self, changed: dict[tuple[str, str], Statement]) -> None:
        for lot in lots(changed):
            named = tuple_(STATEMENT.c.subject, STATEMENT.c.id).in_(lot)
            self._db.execute(delete(STATEMENT).where(STATEMENT.c.unit == self._unit, named))
        if changed:
            rows = [
                {
                    "unit": self._unit,
                    "subject": s.subject,
                    "id": s.id,
                    "state": s.state,
                    "replaces": " ".join(s.replaces),
                }
                for s in changed.values()
            ]
            self._db.execute(insert(STATEMENT), rows)


def statements_in(delta: Delta) -> list[Statement]:
    """Every county statement a delta tells: those it sends by themselves, its consent records, and their being taken back.

    Raises ExchangeError ``exchange.malformed`` for consent records without the fields that make a statement.
    """
    told = list(delta.statements)
    for rows in delta.rows:
        if rows.kind != "consent":
            continue
        column = dict(zip(rows.fields, rows.columns, strict=True))
        if not column.keys() >= {"scope", "state", "replaces", "retired"}:
            raise ExchangeError("exchange.malformed", part="consent")
        for n, (one, subject) in enumerate(zip(rows.ids, rows.subjects, strict=True)):
            if column["scope"][n] == "county":
                state = str(column["state"][n]) if column["retired"][n] is None else "retired"
                told.append(Statement(subject, one, state, tuple(str(column["replaces"][n] or "").split())))
    told += [
        Statement(cell.subject, cell.id, "retired", ())
        for cell in delta.cells
        if cell.kind == "consent" and cell.field == "retired" and cell.value is not None
    ]
    return told


def erased_subjects(db: Connection, unit: str) -> set[str]:
    """Everybody who was erased in this unit."""
    return set(db.scalars(select(ERASED.c.subject).where(ERASED.c.unit == unit)))


def withdrawn_subjects(db: Connection, unit: str) -> list[str]:
    """Everybody who had said yes once and whose consent does not hold now."""
    told: defaultdict[str, list[Statement]] = defaultdict(list)
    for row in db.execute(select(STATEMENT).where(STATEMENT.c.unit == unit)):
        told[row.subject].append(Statement(row.subject, row.id, row.state, tuple(row.replaces.split())))
    return sorted(subject for subject, statements in told.items() if not _given(statements))


def _joined(here: Statement | None, there: Statement) -> Statement:
    if here is None:
        return there
    stronger = max(here, there, key=lambda s: _STRENGTH.get(s.state, 2))
    return stronger._replace(replaces=tuple(sorted({*here.replaces, *there.replaces})))


def _given(statements: Iterable[Statement]) -> bool:
    told = [
        Consent(
            id=s.id,
            subject=s.subject,
            scope="county",
            state=s.state,
            date="",
            replaces=" ".join(s.replaces) or None,
            retired="retired" if s.state == "retired" else None,
        )
        for s in statements
    ]
    return effective(told, "county") == "given"
