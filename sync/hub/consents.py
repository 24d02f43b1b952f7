"""Who may be at the county: statements joined without regard to order, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from app.consent import effective
from app.delta import Delta, Statement
from app.errors import ExchangeError
from app.records import Consent
from sync.hub.bulk import add, listed, remove, same
from sync.hub.schema import ERASED, NOT_GIVEN, STATEMENT

Subject = tuple[str, str]
"""Village and id: ids of two villages have nothing to do with each other."""

_STRENGTH = {"given": 0, "refused": 1, "withdrawn": 2, "retired": 3}
"""Where one statement is told in two ways, the stronger counts, so that the order of telling does not."""


class Consents:
    """The statements of the subjects that the deltas of some villages speak of."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.known: dict[Subject, dict[str, Statement]] = {}
        """What was read and joined, by id."""

    def load(self, subjects: Iterable[Subject]) -> None:
        """Reads what is known of some subjects."""
        wanted = sorted(set(subjects) - self.known.keys())
        self.known.update((subject, {}) for subject in wanted)
        if wanted:
            named = listed(self._db, unit=[unit for unit, _ in wanted], subject=[subject for _, subject in wanted])
            for row in self._db.execute(select(STATEMENT).where(same(STATEMENT, named))):
                self.known[row.unit, row.subject][row.id] = _statement(row)

    def given(self, subject: Subject) -> bool:
        """Whether her records may be here."""
        return _given(self.known[subject].values())

    def join(self, told: Mapping[str, Iterable[Statement]]) -> tuple[set[Subject], set[Subject]]:
        """Takes statements in. Returns the subjects whose consent holds since, and those whose consent does not hold."""
        by_subject: defaultdict[Subject, list[Statement]] = defaultdict(list)
        for unit, statements in told.items():
            for statement in statements:
                by_subject[unit, statement.subject].append(statement)
        self.load(by_subject)
        before = {subject for subject in by_subject if self.given(subject)}
        were: set[tuple[Subject, str]] = set()
        now: dict[tuple[Subject, str], Statement] = {}
        for subject, statements in by_subject.items():
            known = self.known[subject]
            for statement in statements:
                here = known.get(statement.id)
                joined = _joined(here, statement)
                if joined != here:
                    if here is not None and (subject, statement.id) not in now:
                        were.add((subject, statement.id))
                    now[subject, statement.id] = known[statement.id] = joined
        self._write(were, now)
        given = {subject for subject in by_subject if self.given(subject)}
        return given - before, by_subject.keys() - given

    def _write(self, were: Iterable[tuple[Subject, str]], now: Mapping[tuple[Subject, str], Statement]) -> None:
        gone = [(unit, subject, one) for (unit, subject), one in were]
        remove(
            self._db,
            STATEMENT,
            unit=[unit for unit, _, _ in gone],
            subject=[subject for _, subject, _ in gone],
            id=[one for _, _, one in gone],
        )
        add(
            self._db,
            STATEMENT,
            {
                "unit": [unit for (unit, _), _ in now],
                "subject": [s.subject for s in now.values()],
                "id": [s.id for s in now.values()],
                "state": [s.state for s in now.values()],
                "replaces": [" ".join(s.replaces) for s in now.values()],
            },
        )


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


def erased_subjects(db: Connection, units: Collection[str]) -> dict[str, set[str]]:
    """Everything that was erased in these villages."""
    found: dict[str, set[str]] = {unit: set() for unit in units}
    named = listed(db, unit=[*found])
    for unit, subject in db.execute(select(ERASED.c.unit, ERASED.c.subject).where(ERASED.c.unit == named.c.unit)):
        found[unit].add(subject)
    return found


def withdrawn_subjects(db: Connection, units: Collection[str]) -> dict[str, list[str]]:
    """Everybody in these villages who had said yes once and whose consent does not hold now."""
    named = listed(db, unit=[*units])
    query = select(STATEMENT.c.unit, STATEMENT.c.subject).where(STATEMENT.c.unit == named.c.unit, NOT_GIVEN)
    consents = Consents(db)
    consents.load((unit, subject) for unit, subject in db.execute(query.distinct()))
    found: dict[str, list[str]] = {unit: [] for unit in units}
    for unit, subject in sorted(consents.known):
        if not consents.given((unit, subject)):
            found[unit].append(subject)
    return found


def _statement(row: Any) -> Statement:
    return Statement(row.subject, row.id, row.state, tuple(row.replaces.split()))


def _joined(here: Statement | None, there: Statement) -> Statement:
    if here is None:
        return there
    stronger = max(here, there, key=lambda s: _STRENGTH.get(s.state, 2))
    return stronger._replace(replaces=tuple(sorted({*here.replaces, *there.replaces})))


def _given(statements: Collection[Statement]) -> bool:
    if statements and all(s.state == "given" and not s.replaces for s in statements):
        return True  # as nearly everybody
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
