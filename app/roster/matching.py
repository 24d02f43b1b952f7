"""Which woman of the ledger a row is about. Never merges on a doubt: a doubt has candidates and is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.records.base import Value
from app.roster.columns import key
from app.roster.entry import RosterEntry, RowRef
from app.roster.people import number_of
from app.values.identity import lengthened, read_id

_TELLING = ("woman.spouse_name", "household.number", "woman.phone", "woman.spouse_id_number")


@dataclass(frozen=True, slots=True)
class Known:
    """A woman of the ledger, keyed as in ``app.roster.mapping``.

    ``woman``: her record's id. ``values``: what is recorded now (``current_values``). ``imported``: what the last import
    said (``RosterLine.values``), empty if she was never imported. The ids of the other records are where changes go.
    """

    woman: str
    values: Mapping[str, Value]
    imported: Mapping[str, Value] = field(default_factory=dict)
    line: str | None = None
    method_use: str | None = None
    household: str | None = None
    kept_out: bool = False
    """She will not be kept in the ledger: a roster that names her adds nothing about her."""


@dataclass(frozen=True, slots=True)
class Match:
    """The woman found, or the candidates to ask about, or neither (she is new)."""

    known: Known | None = None
    candidates: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Matcher:
    """Matches the rows of one import; a woman of the ledger is given to one row only."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._imported: dict[tuple[Value, ...], list[Known]] = defaultdict(list)
        self._numbers: dict[str, list[Known]] = defaultdict(list)
        self._names: dict[str, list[Known]] = defaultdict(list)
        self._given: set[str] = set()
        for one in known:
            if one.imported:
                self._imported[_who(one.imported)].append(one)
            for number in {_text(source, "woman.id_number") for source in (one.values, one.imported)} - {""}:
                self._numbers[lengthened(number)].append(one)
            for name in _names(one):
                self._names[name].append(one)

    def match_all(self, rows: Sequence[tuple[RosterEntry, Mapping[str, Value]]]) -> dict[RowRef, Match]:
        """A match for every row: first the rows that say nothing but what was imported last, then numbers, then names."""
        found: dict[RowRef, Match] = {}
        for entry, values in rows:
            for one in self._imported.get(_who(values), ()):
                if one.woman not in self._given and values.items() <= one.imported.items():
                    found[entry.ref] = self._give(one, "import.person.by_last_import")
                    break
        for entry, values in rows:
            if entry.ref not in found:
                match = (
                    self._by_number(entry) or self._by_name(entry, values) or self._kept_out(entry, values) or Match()
                )
                found[entry.ref] = match
        return found

    def _give(self, known: Known, reason: str) -> Match:
        if known.woman in self._given:  # another row already is this woman
            return Match(candidates=(known.woman,), reasons=("import.person.already_matched",))
        self._given.add(known.woman)
        return Match(known, reasons=(reason,))

    def _by_number(self, entry: RosterEntry) -> Match | None:
        number = number_of(entry)
        holders = self._numbers.get(number, []) if number else []
        if not holders:
            return None
        named = [one for one in holders if key(entry.name) in _names(one)]
        if len(named) == 1:
            return self._give(named[0], "import.person.by_number")
        if named:
            return Match(candidates=_ids(named), reasons=("import.person.several",))
        if not entry.id_valid or "id_shared" in entry.flags:
            return None  # such a number proves nothing; the name may
        return Match(candidates=_ids(holders), reasons=("import.person.number_under_other_name",))

    def _by_name(self, entry: RosterEntry, values: Mapping[str, Value]) -> Match | None:
        """Same name and birth, unless both have valid numbers that differ; spouse, household or phone must not object."""
        birth = values.get("woman.birth_date")
        alike = [
            one
            for one in (self._names.get(key(entry.name), ()) if entry.name else ())
            if not one.kept_out and not _numbers_differ(entry, one) and _births_agree(birth, one)
        ]
        if not alike:
            return None
        agreeing = [one for one in alike if _telling(values, one) > 0]
        silent = [one for one in alike if _telling(values, one) == 0]
        if len(agreeing) == 1:
            return self._give(agreeing[0], "import.person.by_name_and_birth")
        if not agreeing and len(silent) == 1 and len(alike) == 1 and birth:
            return self._give(silent[0], "import.person.by_name_and_birth")
        reason = "import.person.several" if len(alike) > 1 else "import.person.maybe_known"
        return Match(candidates=_ids(alike), reasons=(reason,))

    def _kept_out(self, entry: RosterEntry, values: Mapping[str, Value]) -> Match | None:
        """One of her name and year of birth would not be kept here: a person looks whether it is she."""
        year = str(values.get("woman.birth_date") or "")[:4]
        alike = [
            one
            for one in (self._names.get(key(entry.name), ()) if entry.name else ())
            if one.kept_out and (not year or _text(one.values, "woman.birth_date")[:4] in ("", year))
        ]
        return Match(candidates=_ids(alike), reasons=("import.person.kept_out",)) if alike else None


def _who(values: Mapping[str, Value]) -> tuple[Value, ...]:
    return tuple(values.get(f"woman.{name}") for name in ("name", "id_number", "birth_date"))


def _names(known: Known) -> set[str]:
    return {key(name) for name in (_text(known.values, "woman.name"), _text(known.imported, "woman.name")) if name}


def _births_agree(birth: Value, known: Known) -> bool:
    """Equal to what is recorded or was imported; a birth missing on either side objects to nothing."""
    births = {source.get("woman.birth_date") for source in (known.values, known.imported)} - {None}
    return birth is None or not births or birth in births


def _numbers_differ(entry: RosterEntry, known: Known) -> bool:
    theirs = read_id(_text(known.values, "woman.id_number"))
    return entry.id_valid and theirs.valid and number_of(entry) != lengthened(theirs.number or "")


def _telling(values: Mapping[str, Value], known: Known) -> int:
    """Above 0 when something telling agrees and nothing objects, below 0 when something objects, 0 when all is silent."""
    agree = 0
    for name in _TELLING:
        said = values.get(name)
        theirs = {source.get(name) for source in (known.values, known.imported)} - {None}
        if said is not None and theirs:
            if said not in theirs:
                return -1
            agree += 1
    return agree


def _text(values: Mapping[str, Value], name: str) -> str:
    return str(values.get(name) or "")


def _ids(known: Sequence[Known]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.woman for one in known))
