"""What two laptops wrote differently, read from the ledger and put in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.actions.consents import SPOUSE_FIELDS
from app.consent import SPOUSE, effective
from app.differences import RETIRED, CellKey, Differing, Said, Unsettled, by_record, is_closed, opened_on_purpose
from app.merge import Cell
from app.records import KINDS, Consent, Household, Laptop, Record, SupplyBatch, SupplyItem, Value, Visit, Woman, Worker
from app.records.fields import Data, Flag, IdNumber, Phone, Ref
from app.records.visits import COMMON, form_of
from app.versions import Header
from storage.differing import conflicting_cells, taken_back_cells
from ui.dates import say_date
from ui.moments import say_clock
from ui.supplies import batch_words, item_words
from ui.text import has, tr
from ui.value_words import field_label, id_words, number_words, value_words

if TYPE_CHECKING:
    from storage.ledger import Ledger

_DAYS = ("date", "start", "birth_date", "day", "month", "admitted")
_NAMES = ("name", "label", "number", "row")


@dataclass(frozen=True, slots=True)
class Item:
    """A record with differences, and what is needed to say it.

    ``woman``: whom it is about, as she stands in the ledger; None for the village's own. ``other_entry``: it is a record
    of an entry that was joined to hers. ``without_him``: her husband said that he would rather not be written down.
    ``referred``: the words of the records it names, by id.
    """

    unsettled: Unsettled
    woman: Woman | None
    other_entry: bool
    without_him: bool
    referred: Mapping[str, str]

    @property
    def record(self) -> Record:
        """The record itself."""
        return self.unsettled.record

    def closed(self, name: str) -> bool:
        """Whether a value of the field is shown only when it is opened on purpose."""
        return name != RETIRED and is_closed(self.record, name)

    def masked(self, name: str) -> bool:
        """Whether of a value only a part is shown until it is opened: a telephone number, an id."""
        return isinstance(KINDS[self.record.kind].fields.get(name), IdNumber | Phone)

    def withheld(self, name: str) -> bool:
        """Whether a value is never shown: her husband's, who does not want to be written down."""
        return self.without_him and self.record.kind == Woman.kind and name in SPOUSE_FIELDS


@dataclass(frozen=True, slots=True)
class Found:
    """Everything to settle. ``people``, ``laptops``: names by id; ``me``, ``here``: who is signed in, this laptop."""

    items: tuple[Item, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    laptops: Mapping[str, str] = field(default_factory=dict)
    me: str = ""
    here: str = ""
    households: tuple[Household, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the record around. ``asked``: what differs in it; ``closed``: there is something, not shown."""

    name: str
    label: str
    words: str
    closed: bool = False
    asked: Differing | None = None


def read_differences(ledger: Ledger, recalled: Mapping[CellKey, Cell] | None = None) -> Found:
    """Reads it all, in the ledger's thread. ``recalled``: as for ``by_record``."""
    unsettled = _unsettled(ledger, recalled or {})
    if not unsettled:
        return Found(me=ledger.me.id, here=ledger.exchange.replica)
    return Found(
        items=tuple(_item(ledger, one) for one in unsettled),
        people={worker.id: worker.name for worker in ledger.all(Worker)},
        laptops={voucher.laptop: voucher.label for voucher in ledger.all(Laptop)},
        me=ledger.me.id,
        here=ledger.exchange.replica,
        households=tuple(ledger.all(Household)),
    )


_counted: WeakKeyDictionary[Ledger, tuple[object, int]] = WeakKeyDictionary()


def differences_waiting(ledger: Ledger, _today: date | None = None) -> int:
    """For the quiet mark on the rail: in how many records something differs. Nobody is asked who may only look."""
    if ledger.looks_only:
        return 0
    now = ledger.exchange.reaches()
    kept = _counted.get(ledger)
    if kept is None or kept[0] != now:
        kept = (now, len(_unsettled(ledger, {})))
        _counted[ledger] = kept
    return kept[1]


def _unsettled(ledger: Ledger, recalled: Mapping[CellKey, Cell]) -> tuple[Unsettled, ...]:
    conflicts: dict[CellKey, Cell] = dict(conflicting_cells(ledger).items())
    crossed: dict[CellKey, Cell] = dict(taken_back_cells(ledger).items())
    records: dict[tuple[str, str], Record] = {}
    for kind, record in {name[:2] for name in (*conflicts, *crossed, *recalled)}:
        if (found := ledger.get(KINDS[kind].cls, record)) is not None:
            records[kind, record] = found
    standing = {
        key: cell for key, cell in recalled.items()
        if key[:2] in records and key not in conflicts and _shown(records[key[:2]], key[2]) == cell[0].value
    }  # fmt: skip
    return by_record(conflicts, records, crossed=crossed, recalled=standing)


def _shown(record: Record, name: str) -> Value:
    value: Value = getattr(record, name)
    return int(value) if isinstance(value, bool) else value


def _item(ledger: Ledger, one: Unsettled) -> Item:
    record = one.record
    stands = ledger.same.standing(record.subject) if record.subject else ""
    woman = ledger.get(Woman, stands) if stands else None
    his = record.kind == Woman.kind and any(asked.field in SPOUSE_FIELDS for asked in one.fields)
    no = his and effective(ledger.about(Consent, record.subject), SPOUSE) in ("refused", "withdrawn")
    quiet = woman is not None and woman.family_unaware
    referred = dict(_referred(ledger, one, quiet=quiet))
    return Item(one, woman, bool(stands) and record.subject != stands, no, referred)


def _referred(ledger: Ledger, one: Unsettled, *, quiet: bool) -> Iterator[tuple[str, str]]:
    kind = KINDS[one.record.kind]
    for name, described in kind.fields.items():
        if not isinstance(described, Ref):
            continue
        asked = next((asked for asked in one.fields if asked.field == name), None)
        values = (
            {getattr(one.record, name), *(said.value for said in asked.said)} if asked else {getattr(one.record, name)}
        )
        for value in values - {None}:
            found = next((r for k in described.kinds if (r := ledger.get(KINDS[k].cls, str(value))) is not None), None)
            if isinstance(found, Woman):
                yield found.id, "　".join(part for part in (found.name, say_date(found.birth_date)) if part)
            elif isinstance(found, Household):
                yield found.id, household_words(found, quiet=quiet)
            elif found is not None:
                yield found.id, record_words(found)


# Words


def who_words(item: Item) -> str:
    """Whom it is about: her name, or the village."""
    return item.woman.name if item.woman is not None else tr("differences.village")


def record_words(record: Record, *, quiet: bool = False, opened: bool = False) -> str:
    """Which record it is: ``随访　2026年3月2日``; of a closed one only that, until it is ``opened``.

    ``quiet``: nobody of a household is named beside her.
    """
    if opened_on_purpose(record) and not opened:
        return tr("differences.quiet")
    kind = tr(f"kind.{record.kind}")
    match record:
        case Woman():
            return kind
        case Household():
            parts = [household_words(record, quiet=quiet)]
        case SupplyItem():
            parts = [item_words(record)]
        case SupplyBatch():
            parts = [batch_words(record)]
        case _:
            named = (name for name in (*_DAYS, *_NAMES) if getattr(record, name, None) not in (None, ""))
            name = next(named, "")
            parts = [value_words(record.kind, name, getattr(record, name))] if name else []
    return "　".join(part for part in (kind, *parts) if part)


def household_words(home: Household, *, quiet: bool = False) -> str:
    """``2组 21号　罗家　户号 00001``; ``quiet``: without its head."""
    group = tr("ledger.group", n=home.group) if home.group is not None else ""
    door = (tr("ledger.door", n=home.door) if home.door.isdecimal() else home.door) if home.door else ""
    head = tr("households.of_head", head=home.head) if home.head and not quiet else ""
    number = tr("households.numbered", number=home.number) if home.number else ""
    return "　".join(part for part in (" ".join(p for p in (group, door) if p), head, number) if part)


def said_words(item: Item, name: str, value: Value, *, opened: bool) -> str:
    """A value as people read it; what is opened only on purpose stays closed until then."""
    record, described = item.record, KINDS[item.record.kind].fields.get(name)
    if name == RETIRED:
        return _retired_words(value)
    if item.withheld(name) or (item.closed(name) and not opened):
        return tr("differences.closed")
    if isinstance(described, Flag):
        return value_words(record.kind, name, int(value or 0))
    if value is None or value == "":
        return tr("differences.empty")
    if isinstance(described, IdNumber):
        return id_words(str(value), revealed=opened)
    if isinstance(described, Phone):
        return number_words(str(value), revealed=opened)
    if isinstance(described, Data):
        return tr("differences.data")
    if isinstance(described, Ref):
        return item.referred.get(str(value), tr("differences.gone_record"))
    return value_words(record.kind, name, value)


def _retired_words(value: Value) -> str:
    if value is None:
        return tr("differences.stays")
    return tr(f"differences.retired.{value}" if has(f"differences.retired.{value}") else "differences.retired")


def asked_words(item: Item, asked: Differing, *, opened: bool) -> str:
    """What is asked: the field's name, or whether the record stays. Of a closed record even the name would tell."""
    if asked.field != RETIRED and item.unsettled.closed and not opened:
        return tr("differences.closed")
    return tr("differences.retired.asked") if asked.field == RETIRED else field_label(item.record.kind, asked.field)


def edits_words(item: Item, said: Said, *, opened: bool) -> str:
    """What was written meanwhile in a record that another took back; of what is closed only that there was something."""
    if not said.edits:
        return ""
    if item.unsettled.closed and not opened:
        return tr("differences.edits.closed")
    return tr(
        "differences.edits", fields=tr("differences.and").join(field_label(item.record.kind, n) for n in said.edits)
    )


def by_words(found: Found, by: Header, today: date) -> str:
    """Who wrote it, on which laptop, and when by that laptop's clock."""
    who = tr("exchange.you") if by.author == found.me else found.people.get(by.author, tr("exchange.somebody"))
    replica = by.dot.replica
    where = tr("exchange.here") if replica == found.here else found.laptops.get(replica, tr("exchange.there"))
    return tr("differences.by", who=who, where=where, when=say_clock(by.at_ms, today))


def around(item: Item, *, opened: bool) -> list[Line]:
    """The record around, what differs standing in its place: what is written in it, by field."""
    record = item.record
    asked = {one.field: one for one in item.unsettled.fields}
    lines = []
    if RETIRED in asked:
        lines.append(Line(RETIRED, asked_words(item, asked[RETIRED], opened=opened), "", asked=asked[RETIRED]))
    for name in (*_told(record), *(name for name in asked if name != RETIRED and name not in _told(record))):
        label = field_label(record.kind, name)
        if name in asked:
            lines.append(Line(name, label, "", closed=item.closed(name) and not opened, asked=asked[name]))
            continue
        value = getattr(record, name)
        if value in (None, "", False, "not_said") or item.withheld(name):
            continue
        closed = item.closed(name) and not opened
        if item.referred.get(value) == tr("differences.quiet"):
            continue  # which closed record it belongs to tells nothing here
        lines.append(Line(name, label, said_words(item, name, value, opened=opened), closed))
    return lines


def _told(record: Record) -> tuple[str, ...]:
    """The fields of a record that a person reads, in the order of its form."""
    if isinstance(record, Visit):
        return (*COMMON, *(asked.name for asked in form_of(record.visit_kind)))
    described = KINDS[record.kind].fields
    return tuple(name for name, one in described.items() if name != RETIRED and not isinstance(one, Data))


def hides(item: Item) -> tuple[bool, bool]:
    """Whether opening the record would show something sensitive, and whether telephone or id in full."""
    lines = around(item, opened=False)
    closed = any(line.closed and not item.withheld(line.name) for line in lines)
    return closed or item.unsettled.closed, any(item.masked(line.name) and not line.closed for line in lines)
