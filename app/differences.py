"""Where two laptops wrote different things without knowing of each other, record by record, as a person is asked.

A *difference* is a cell whose standing versions hold different values (``app.merge.in_conflict``). Beside those stands
what is no conflict of one cell and yet a disagreement: one person took a record back while another, who did not know,
went on writing in it. Then the question is whether the record stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.actions.consents import SPOUSE_FIELDS
from app.merge import Cell, in_conflict
from app.records import KINDS, Pregnancy, Record, Response, Value, Visit, Woman
from app.timeline import SENSITIVE_VISITS
from app.versions import Header

RETIRED = "retired"
"""The field that says whether a record was taken back."""

CellKey = tuple[str, str, str]
"""Kind, id, field."""


@dataclass(frozen=True, slots=True)
class Said:
    """One of the values, and every change that wrote it, the earliest by its own clock first.

    ``edits``: only of a record one laptop took back: the fields the other wrote in it meanwhile.
    """

    value: Value
    by: tuple[Header, ...]
    edits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differing:
    """A field with its values, the one that is shown now first.

    ``recalled``: it was settled, and that was taken back; one value stands, the others can still be chosen.
    """

    field: str
    said: tuple[Said, ...]
    recalled: bool = False

    @property
    def since_ms(self) -> int:
        """When there was a second value, by the clock of whoever wrote it (milliseconds UTC)."""
        return sorted(said.by[0].at_ms for said in self.said)[1]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A record with what differs in it, in the order of its description; whether it stays comes first."""

    record: Record
    fields: tuple[Differing, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What names it from one reading to the next."""
        return self.record.kind, self.record.id

    @property
    def since_ms(self) -> int:
        """Since when something in it differs."""
        return min(field.since_ms for field in self.fields)

    @property
    def closed(self) -> bool:
        """Whether even its kind, beside her name, would tell what is opened only on purpose."""
        return opened_on_purpose(self.record)


def opened_on_purpose(record: Record) -> bool:
    """Whether a record is closed as a whole. Every pregnancy is: were only a loss, its being closed would tell it."""
    match record:
        case Visit():
            return record.visit_kind in SENSITIVE_VISITS
        case Response():
            return record.rule.startswith(tuple(SENSITIVE_VISITS))
        case _:
            return isinstance(record, Pregnancy)


def is_closed(record: Record, field: str) -> bool:
    """Whether a value of this field is shown only when it is opened on purpose; her husband's particulars are his."""
    described = KINDS[record.kind].fields.get(field)
    his = record.kind == Woman.kind and field in SPOUSE_FIELDS
    return opened_on_purpose(record) or his or (described is not None and described.sensitive)


def said_of(cell: Cell) -> tuple[Said, ...]:
    """The different values of a cell, the shown one first; people who wrote the same stand together."""
    by: defaultdict[Value, list[Header]] = defaultdict(list)
    for version in cell:
        by[version.value].append(version.by)
    return tuple(Said(value, _in_time(headers)) for value, headers in by.items())


def taken_back_meanwhile(cells: Mapping[str, Cell]) -> Differing | None:
    """Whether a record that is taken back was written in by somebody who did not know; ``cells`` by field."""
    retired = cells.get(RETIRED, ())
    if not retired or retired[0].value is None or in_conflict(retired):
        return None
    unseen: dict[str, list[Header]] = {}
    for field, cell in cells.items():
        if field == RETIRED:
            continue
        apart = [v.by for v in cell if not any(r.by.saw(v.by.dot) or v.by.saw(r.by.dot) for r in retired)]
        if apart:
            unseen[field] = apart
    if not unseen:
        return None
    edits = {header.dot: header for headers in unseen.values() for header in headers}
    gone = Said(retired[0].value, _in_time([version.by for version in retired]))
    return Differing(RETIRED, (gone, Said(None, _in_time(list(edits.values())), tuple(unseen))))


def by_record(
    conflicts: Mapping[CellKey, Cell],
    records: Mapping[tuple[str, str], Record],
    *,
    crossed: Mapping[CellKey, Cell] | None = None,
    recalled: Mapping[CellKey, Cell] | None = None,
) -> tuple[Unsettled, ...]:
    """Everything to settle: what waits longest first, the records about one woman together.

    ``crossed``: the edited cells of records that are taken back. ``recalled``: as they stood before they were settled,
    cells of which that was taken back; their first value is the one that is shown now. A record that is not among
    ``records`` (it was erased) is left out, whatever is told of it.
    """
    found: defaultdict[tuple[str, str], dict[str, Differing]] = defaultdict(dict)
    for (kind, record, field), cell in (recalled or {}).items():
        found[kind, record][field] = Differing(field, said_of(cell), recalled=True)
    for (kind, record, field), cell in conflicts.items():
        if in_conflict(cell):
            found[kind, record][field] = Differing(field, said_of(cell))
    for key, cells in _of_records(crossed or {}):
        asked = taken_back_meanwhile(cells)
        if asked is not None:
            found[key].setdefault(RETIRED, asked)
    unsettled = [Unsettled(records[key], _in_order(key[0], fields)) for key, fields in found.items() if key in records]
    first: dict[str, int] = {}
    for one in unsettled:
        whom = one.record.subject or one.record.id
        first[whom] = min(first.get(whom, one.since_ms), one.since_ms)

    def order(one: Unsettled) -> tuple[bool, int, str, int, str]:
        whom = one.record.subject or one.record.id
        return not one.record.subject, first[whom], whom, one.since_ms, one.record.id

    return tuple(sorted(unsettled, key=order))


def _of_records(cells: Mapping[CellKey, Cell]) -> Iterator[tuple[tuple[str, str], dict[str, Cell]]]:
    together: defaultdict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for (kind, record, field), cell in cells.items():
        together[kind, record][field] = cell
    yield from together.items()


def _in_order(kind: str, fields: Mapping[str, Differing]) -> tuple[Differing, ...]:
    order = [RETIRED, *(name for name in KINDS[kind].fields if name != RETIRED)]
    return tuple(fields[name] for name in order if name in fields)


def _in_time(headers: list[Header]) -> tuple[Header, ...]:
    return tuple(sorted(headers, key=lambda header: (header.at_ms, header.dot)))
