"""What belongs to the exchange itself: the laptops of the office, and what the county sent down (``docs/sync.md`` §11–§13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Count, Data, Day, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop(Record):
    """One laptop of this office vouches for another: it admitted it, or was admitted by it; the codes were compared.

    ``id`` follows from both (``app.office.voucher_id``). ``laptop``: the name of the replica vouched for. ``sign_key``:
    Ed25519, 64 hexadecimal digits. ``seal_key``: age recipient. ``by``: the worker. Whose word it is says the change that
    made it, and its signature ``word`` (128 hexadecimal digits) under both names and the keys: whoever carries a change could
    write another's name on it. Never edited.
    """

    kind: ClassVar[str] = "laptop"

    laptop: Annotated[str, Text(required=True, longest=32)]
    label: Annotated[str, Text(required=True, longest=120)]
    sign_key: Annotated[str, Text(required=True, longest=64)]
    seal_key: Annotated[str, Text(required=True, longest=120)]
    admitted: Annotated[str, Day(required=True, exact=True, future=True)]
    word: Annotated[str, Text(required=True, longest=128)]
    by: Annotated[str | None, Text(longest=60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopStop(Record):
    """A laptop of the office may no longer exchange 停用: lost, replaced, given up, or stopped by the county.

    ``id`` follows from the laptop's (``app.office.stop_id``). Its being there is what counts; it is never edited or taken
    back. ``seq`` and ``link``: the last change of that laptop that was here then.
    """

    kind: ClassVar[str] = "laptop_stop"

    laptop: Annotated[str, Text(required=True, longest=32)]
    reason: Annotated[str, Code(list="laptop_stop", required=True)]
    date: Annotated[str, Day(required=True, exact=True, future=True)]
    by: Annotated[str | None, Text(longest=60)] = None
    seq: Annotated[int, Count(required=True)] = 0
    link: Annotated[str | None, Text(longest=64)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Record):
    """Something the county proposes; nothing of it is in the ledger until a worker accepts it. Never edited.

    ``id``: the county's, so that two laptops that were sent it hold one record. ``subject``: the woman it is about.
    ``sort``: a code. ``told``: JSON, by sort as in ``docs/sync.md`` §12. ``source``: who told the county (a hospital).
    """

    kind: ClassVar[str] = "proposal"

    sort: Annotated[str, Code(list="proposal_sort", required=True)]
    date: Annotated[str, Day(required=True, exact=True, future=True)]
    source: Annotated[str | None, Text(longest=120)] = None
    told: Annotated[str, Data(required=True, longest=1_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswer(Record):
    """What became of a proposal here: accepted, accepted with changes, or declined. The county hears it."""

    kind: ClassVar[str] = "proposal_answer"
    audience: ClassVar[Audience] = Audience.COUNTY

    proposal: Annotated[str, Text(required=True, longest=32)]
    state: Annotated[str, Code(list="proposal_state", required=True)]
    date: Annotated[str, Day(required=True, exact=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Record):
    """She moved here and asks that her record from before be brought along 请求转来以前的记录.

    ``how``: signed, or spoken before a witness. Only she starts it, in her new village; the old one is not told where.
    """

    kind: ClassVar[str] = "hand_over"
    audience: ClassVar[Audience] = Audience.COUNTY

    date: Annotated[str, Day(required=True, exact=True)]
    how: Annotated[str, Code(list="consent_how", required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Record):
    """An edition of a table the program works with (a schedule, a code list, texts), sent by the county. Never edited.

    ``name``: its place under ``resources/``. The greatest ``number`` of a name holds.
    """

    kind: ClassVar[str] = "edition"

    name: Annotated[str, Text(required=True, longest=80)]
    number: Annotated[int, Count(required=True, least=1)]
    date: Annotated[str, Day(required=True, exact=True, future=True)]
    content: Annotated[str, Data(required=True, longest=1_000_000)]
