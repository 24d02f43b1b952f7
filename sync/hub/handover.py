"""A woman who moved: her record follows her when she asks and both sides agree; until then nobody hears anything (§13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select

from app import proposals
from app.actions.proposals import ACCEPTED, CHANGED
from app.proposals import GOES_WITH_HER, NEVER_HANDED_OVER, HandedOver, Moved, Past, derived, told_as
from app.records import KINDS, Audience, HandOver, Value, Visit, Woman
from app.records.fields import Ref
from app.same_woman import Same
from app.values.identity import lengthened, read_id
from sync.hub.bulk import add, listed
from sync.hub.consents import Consents, Subject
from sync.hub.items import Answered, Kept, id_of, keep
from sync.hub.letter_tables import HAND_OVER
from sync.hub.schema import RECORDS
from sync.letter import LONGEST, Item

_WOMEN = RECORDS[Woman.kind]
_NOT_SHE = frozenset({"died", "mistake"})
"""Why an entry was closed that cannot be hers who asks today."""


class _Old(NamedTuple):
    """Her entries at her old village, the standing one first."""

    unit: str
    entries: tuple[str, ...]


def offer(db: Connection, day: str) -> int:
    """Looks for the record of everybody who asked and has got none yet. Returns for how many it was found."""
    found = 0
    for unit, request, her in _requests(db):
        old = _entries_of_one(db, _alike(db, unit, her))
        if old is not None:
            _offer(db, unit, request, her, old, day)
            found += 1
    return found


def follow(db: Connection, answered: Iterable[Answered], day: str) -> None:
    """She has her record at her new village: the old one is told that she is entered elsewhere, and not where."""
    accepted = [one.id for one in answered if one.sort == proposals.HAND_OVER and one.state in (ACCEPTED, CHANGED)]
    if not accepted:
        return
    named = listed(db, item=accepted)
    rows = db.execute(select(HAND_OVER).where(HAND_OVER.c.item == named.c.item)).all()
    told = told_as(Moved())
    keep(
        db,
        [
            Kept(row.old_unit, Item(id_of("moved", row.item), proposals.MOVED, day, "", row.old_subject, told))
            for row in rows
            if _may_be_here(db, (row.old_unit, row.old_subject))
        ],
    )


# --- who asks, and who she was ---------------------------------------------------------------------------------------


def _requests(db: Connection) -> list[tuple[str, str, RowMapping]]:
    """Those for whom nothing was found yet: the village, the request, the entry of hers."""
    table = RECORDS[HandOver.kind]
    done = select(HAND_OVER.c.request).where(HAND_OVER.c.unit == table.c.unit, HAND_OVER.c.request == table.c.id)
    hers = and_(_WOMEN.c.unit == table.c.unit, _WOMEN.c.id == table.c.subject, _WOMEN.c.retired.is_(None))
    asked = select(table.c.id.label("request"), _WOMEN).join(_WOMEN, hers)
    rows = [row._mapping for row in db.execute(asked.where(table.c.retired.is_(None), ~done.exists()))]
    return [(row["unit"], row["request"], row) for row in rows if _may_be_here(db, (row["unit"], row["id"]))]


def _may_be_here(db: Connection, subject: Subject) -> bool:
    consents = Consents(db)
    consents.load([subject])
    return consents.given(subject)


def _alike(db: Connection, unit: str, her: RowMapping) -> list[RowMapping]:
    """Entries of other villages that are certainly she: one of her names, and the same valid id number or birth date and more.

    The name besides the number: a number that was typed wrongly, or only known by somebody, must not bring a stranger's record.
    """
    number, ways = _number(her), list[ColumnElement[bool]]()
    if number:
        ways.append(_WOMEN.c.id_number.in_(sorted({number, _shortened(number)})))
    sure = [_WOMEN.c[name] == her[name] for name in ("phone", "health_record") if her[name]]
    if sure and len(her["birth_date"] or "") == 10:
        ways.append(and_(_WOMEN.c.name == her["name"], _WOMEN.c.birth_date == her["birth_date"], or_(*sure)))
    if not ways:
        return []
    query = select(_WOMEN).where(_WOMEN.c.unit != unit, _WOMEN.c.retired.is_(None), or_(*ways))
    found = [row._mapping for row in db.execute(query)]
    return [
        row
        for row in found
        if row["closed_reason"] not in _NOT_SHE
        and not (number and _number(row) not in ("", number))
        and _names(row) & _names(her)
        and _may_be_here(db, (row["unit"], row["id"]))
    ]


def _names(woman: RowMapping) -> set[str]:
    return {woman["name"], *(woman["other_names"] or "").split()}


def _number(woman: RowMapping) -> str:
    """Her id number in 18 digits where it is a valid one, else ''."""
    reading = read_id(woman["id_number"])
    return lengthened(reading.number) if reading.valid and reading.number else ""


def _shortened(number: str) -> str:
    """The form of 15 digits, where there is one."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number


def _entries_of_one(db: Connection, found: Sequence[RowMapping]) -> _Old | None:
    """All her entries where those found are one woman of one village; None where there is nobody, or more than one.

    Who moved before has a closed page in every village she left: where one stands open, it is that one.
    """
    found = [row for row in found if row["status"] != "closed"] or found
    units = {row["unit"] for row in found}
    if len(units) != 1:
        return None
    (unit,) = units
    joined = select(_WOMEN.c.id, _WOMEN.c.merged_into).where(_WOMEN.c.unit == unit, _WOMEN.c.merged_into.is_not(None))
    same = Same({row.id: row.merged_into for row in db.execute(joined)})
    entries = {same.entries(row["id"]) for row in found}
    return _Old(unit, entries.pop()) if len(entries) == 1 else None


# --- what follows her ------------------------------------------------------------------------------------------------


def _offer(db: Connection, unit: str, request: str, her: RowMapping, old: _Old, day: str) -> None:
    item = id_of("hand over", unit, request)
    told = _told(_records(db, old, item))
    keep(db, [Kept(unit, Item(item, proposals.HAND_OVER, day, "", her["id"], told))])
    add(
        db,
        HAND_OVER,
        {
            "unit": [unit],
            "request": [request],
            "subject": [her["id"]],
            "item": [item],
            "old_unit": [old.unit],
            "old_subject": [old.entries[0]],
        },
    )


def _told(records: list[Past]) -> str:
    """As JSON; of a record that is longer than a letter holds, the oldest visits stay behind."""
    while len(told := told_as(HandedOver(tuple(records)))) > LONGEST:
        visits = sorted(
            (past for past in records if past.kind == Visit.kind), key=lambda past: str(past.values.get("date"))
        )
        left = {past.id for past in visits[: max(1, len(visits) // 10)]}
        records = [past for past in records if past.id not in left]
    return told


def _records(db: Connection, old: _Old, item: str) -> list[Past]:
    """Every kind the county holds of her, but what she said and was asked there, under ids that follow from the item."""
    hers = listed(db, subject=[*old.entries])
    rows: list[tuple[str, RowMapping]] = []
    for kind, table in RECORDS.items():
        if KINDS[kind].audience is Audience.COUNTY and kind not in NEVER_HANDED_OVER:
            query = select(table).where(table.c.unit == old.unit, table.c.subject == hers.c.subject)
            found = [row._mapping for row in db.execute(query.where(table.c.retired.is_(None)).order_by(table.c.id))]
            rows += [(kind, row) for row in found if kind != Woman.kind or row["id"] == old.entries[0]]
    ids = {row["id"]: derived(item, row["id"]) for _, row in rows}
    return [Past(kind, ids[row["id"]], _values(kind, row, ids)) for kind, row in rows]


def _values(kind: str, row: RowMapping, ids: Mapping[str, str]) -> dict[str, Value]:
    """What it says; references to what does not come along are left out."""
    names = GOES_WITH_HER if kind == Woman.kind else KINDS[kind].county_fields
    values: dict[str, Value] = {name: row[name] for name in names if row[name] is not None}
    for name, field in KINDS[kind].fields.items():
        if isinstance(field, Ref) and name in values:
            values[name] = ids.get(str(values[name]))
    return {name: value for name, value in values.items() if value is not None}
