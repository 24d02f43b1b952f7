"""What a ledger holds, and what leaves it, held against the oracle."""

from __future__ import annotations

import re
from collections import defaultdict

import zstandard

from app.consent import ALL_SCOPES, effective
from app.delta import Delta
from app.records import KINDS, Audience, Consent
from app.versions import Dot
from storage.ledger import Ledger
from tests.sync.machine.oracle import CellName, Known, past_of

_WORD = re.compile(r"词\d{6}")


def check_ledger(ledger: Ledger, known: Known) -> None:
    """The same records, shown values, siblings with all their versions, open conflicts, and what is erased."""
    assert ledger.erased() == known.gone
    with ledger.reading() as db:
        for kind in KINDS.values():
            columns = ", ".join(f'"{name}"' for name in ("id", "subject", *kind.fields))
            rows = {row[0]: row[1:] for row in db.execute(f'SELECT {columns} FROM "{kind.name}"')}
            expected = {
                one: (subject, *(known.shown(kind.name, one, name) for name in kind.fields))
                for (of, one), subject in known.records.items()
                if of == kind.name
            }
            assert rows == expected, kind.name
    for cell, left in known.siblings.items():
        stored = ledger.exchange.versions_of(*cell)
        assert [(v.value, v.by.dot, dict(v.by.knows)) for v in stored] == [
            (one.wrote[cell], one.dot, one.vector) for one in left
        ], cell
    assert set(ledger.exchange.conflicts()) == known.conflicts
    for woman in known.women():
        said = [one for one in ledger.about(Consent, woman) if one.subject == woman]
        for scope in ALL_SCOPES:
            assert effective(said, scope) == known.holds(woman, scope), (woman, scope)
        assert set(ledger.same.entries(woman)) == known.entries(woman)


def check_bundle(delta: Delta, packed: bytes, known: Known, sender: str) -> None:
    """Nothing for the county is about anybody whose consent does not hold, as far as the sender has heard."""
    for rows in delta.rows:
        kind = KINDS[rows.kind]
        assert kind.audience is not Audience.VILLAGE
        assert set(rows.fields) <= set(kind.county_fields)
        if kind.audience is Audience.COUNTY:
            for one, subject in zip(rows.ids, rows.subjects, strict=True):
                assert known.records[rows.kind, one] == subject
                _may_leave(subject, known)
    cells: defaultdict[CellName, set[tuple[object, Dot]]] = defaultdict(set)
    for cell in delta.cells:
        assert cell.field in KINDS[cell.kind].county_fields
        assert known.records[cell.kind, cell.id] == cell.subject
        _may_leave(cell.subject, known)
        cells[cell.kind, cell.id, cell.field].add((cell.value, delta.headers[cell.by].dot))
    for name, told in cells.items():
        assert told == {(one.wrote[name], one.dot) for one in known.versions(name)}
    for subject in delta.snapshots:
        _may_leave(subject, known)
    for statement in delta.statements:
        assert known.ever_given(statement.subject), "she never agreed, and is named"
    for header in delta.headers:
        assert dict(header.knows) == known.changes[header.dot].vector
    _check_erased(delta, known, sender)
    _check_words(packed, known)


def _may_leave(subject: str, known: Known) -> None:
    assert subject not in known.gone
    assert known.holds(subject) == "given", "her consent does not hold"
    for entry in known.entries(subject):
        assert known.holds(entry) not in {"refused", "withdrawn"}, "another entry of hers says no"


def _check_erased(delta: Delta, known: Known, sender: str) -> None:
    """Whom the county never knew of it does not hear of now."""
    about = {one: subject for change in known.changes.values() for (_, one), subject in change.made.items()}
    about |= {
        past_of(*cell): about[cell[1]]
        for change in known.changes.values()
        for cell in change.wrote
        if cell[0] in {"woman", "household"}
    }
    for gone in delta.erased:
        by = [change for change in known.changes.values() if gone in change.gone]
        assert by
        heard = any(change.dot.replica != sender or change.verb == "erase.again" for change in by)
        if not heard and not any(map(known.unaware_of, by)):
            assert known.ever_given(about[gone]), "the county hears of somebody it never knew"


def _check_words(packed: bytes, known: Known) -> None:
    """Of all words that were ever written only those are in the file that may be at the county now."""
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(packed).decode(errors="replace")
    allowed: set[str] = set()
    for (kind, one), values in known.for_county().items():
        for name in values:
            cell = (kind, one, name)
            allowed |= set(_WORD.findall(" ".join(str(v.wrote[cell]) for v in known.versions(cell))))
    assert set(_WORD.findall(plain)) <= allowed, "words that should have stayed"
