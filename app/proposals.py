"""What the county proposes 县里来信: read from its letters, and who may propose what (``docs/sync.md`` §12 and §13).

Nothing of it is in the ledger until a worker accepts it (``app.actions.proposals``). Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from app.errors import InputError
from app.records import KINDS, Audience, Child, Delivery, Pregnancy, Proposal, ProposalAnswer, Value, Woman
from app.records.fields import Text

BIRTH, CORRECTION, HAND_OVER, MOVED, DUPLICATE = "birth", "correction", "hand_over", "moved", "duplicate"
SORTS = frozenset({BIRTH, CORRECTION, HAND_OVER, MOVED, DUPLICATE})
"""There is none about abortion, HIV, infection or violence, and there will be none."""

OF_THE_DELIVERY = ("date", "place", "facility", "mode")
OF_A_CHILD = ("sex", "birth_weight_g", "gestation_weeks", "born")
"""What a notice of a birth may say, as the fields of the records are called."""

NEVER_HANDED_OVER = frozenset({"consent", "hand_over", "proposal_answer", "move"})
"""Kinds that stay where she was: what she said there, what was asked there, and where else she lived."""

GOES_WITH_HER = (
    "other_names", "id_type", "id_number", "birth_date", "birth_stated", "ethnicity", "education", "marital",
    "marital_since", "first_marriage", "phone", "health_record", "children_stated", "girls_stated",
    "youngest_birth_stated",
)  # fmt: skip
"""Of her own entry, what does not depend on where she lives."""

_CORRECTED = (Woman.kind, Child.kind, Delivery.kind, Pregnancy.kind)
_NEVER_CORRECTED = frozenset({"retired", "merged_into", "status", "closed_reason", "closed_date"})


class Consented(msgspec.Struct, frozen=True):
    """Her consent at the hospital: the day, and how she agreed (a code of ``consent_how``)."""

    date: str
    how: str


class Birth(msgspec.Struct, frozen=True):
    """A hospital's notice. ``children``: fields of a child record each, those of ``OF_A_CHILD``."""

    date: str
    consent: Consented
    children: tuple[dict[str, Value], ...]
    place: str | None = None
    facility: str | None = None
    mode: str | None = None

    @property
    def delivery(self) -> dict[str, Value]:
        """The fields of the delivery."""
        return {name: getattr(self, name) for name in OF_THE_DELIVERY}


class Correction(msgspec.Struct, frozen=True):
    """Other values for some fields of one record. ``was``: what the county holds there."""

    kind: str
    record: str
    values: dict[str, Value]
    was: dict[str, Value] = {}
    note: str = ""


class Past(msgspec.Struct, frozen=True):
    """One record from where she lived before."""

    kind: str
    id: str
    values: dict[str, Value]


class HandedOver(msgspec.Struct, frozen=True):
    """Her record from before; references name ids among these."""

    records: tuple[Past, ...]


class Moved(msgspec.Struct, frozen=True):
    """She is entered elsewhere now. Where, nobody says."""


class Duplicate(msgspec.Struct, frozen=True):
    """Two entries of this village that may be one woman."""

    records: tuple[str, str]


Told = Birth | Correction | HandedOver | Moved | Duplicate

_FORMS: Mapping[str, type[Any]] = MappingProxyType(
    {BIRTH: Birth, CORRECTION: Correction, HAND_OVER: HandedOver, MOVED: Moved, DUPLICATE: Duplicate}
)


def told_in(sort: str, told: str) -> Told:
    """What a proposal tells. Raises InputError ``proposal.form`` for what has not the form of its sort."""
    try:
        found: Told = msgspec.json.decode(told, type=_FORMS[sort])
    except (KeyError, msgspec.MsgspecError) as error:
        raise InputError("proposal.form", sort=sort) from error
    if isinstance(found, Birth) and not (
        found.children and all(child.keys() <= set(OF_A_CHILD) for child in found.children)
    ):
        raise InputError("proposal.form", sort=sort)
    if isinstance(found, Correction) and not (found.values and all(may_correct(found.kind, f) for f in found.values)):
        raise InputError("proposal.form", sort=sort)
    return found


def told_as(told: Told) -> str:
    """The JSON of it."""
    return msgspec.json.encode(told).decode()


def may_correct(kind: str, field: str) -> bool:
    """Whether the county may propose another value there: nothing sensitive, nothing in free words, no state of her page."""
    described = KINDS[kind].fields.get(field) if kind in _CORRECTED else None
    return (
        described is not None
        and not described.sensitive
        and described.audience is not Audience.VILLAGE
        and field not in _NEVER_CORRECTED
        and not (isinstance(described, Text) and described.lines > 1)
    )


def derived(source: str, what: str) -> str:
    """The id of a record that follows from something the county sent: two laptops that accept it make one record."""
    return hashlib.sha256(f"suifang {source} {what}".encode()).hexdigest()[:32]


def answer_id(proposal: str, state: str, day: str) -> str:
    """The id of an answer to a proposal: two people who say the same on one day say one thing, else both were said."""
    return derived(proposal, f"answer {state} {day}")


@dataclass(frozen=True, slots=True)
class Open:
    """A proposal that waits for a worker. ``told``: what it says."""

    proposal: Proposal
    told: Told


def open_ones(proposals: Iterable[Proposal], answers: Iterable[ProposalAnswer]) -> Sequence[Open]:
    """Those nobody has answered, the oldest first. One this program cannot read is left out."""
    answered = {answer.proposal for answer in answers if answer.retired is None}
    found = []
    for proposal in sorted(proposals, key=lambda one: (one.date, one.id)):
        if proposal.retired is None and proposal.id not in answered:
            try:
                found.append(Open(proposal, told_in(proposal.sort, proposal.told)))
            except InputError:
                continue
    return found
