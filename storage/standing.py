"""Where each record stands with the county (docs/sync.md, 5): there, not yet, or staying in the village."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.consent import effective
from app.records import KINDS, Audience, Consent
from storage.joined import read_same
from storage.tables import quoted, read_all


class Where(StrEnum):
    """The three answers."""

    AT_COUNTY = "at_county"
    NOT_YET = "not_yet"
    STAYS = "stays"


class CountyState(NamedTuple):
    """Where one record stands; for NOT_YET since when (ms), and the county's reason code if it refused it."""

    where: Where
    since_ms: int | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole ledger's records counted, and how many women share with the county."""

    at_county: int
    not_yet: int
    stays: int
    oldest_ms: int | None
    refused: int
    women_sharing: int


_TO_COUNTY = [k.name for k in KINDS.values() if k.audience is Audience.COUNTY]


def county_standing(connection: Any, peer: str) -> Standing:
    """Counts over the whole ledger."""
    given, news = _consenting(connection, peer)
    waiting = _waiting(connection, peer)
    refused = {
        (kind, i)
        for kind, i in connection.execute("SELECT kind, id FROM refused WHERE peer = ?", (peer,))
        if (kind, i) not in waiting
    }
    at = not_yet = stays = 0
    oldest: list[int] = []
    for kind in KINDS:
        rows = connection.execute(f"SELECT id, subject FROM {quoted(kind)} WHERE retired IS NULL AND subject <> ''")
        for record, subject in rows:
            if kind not in _TO_COUNTY or subject not in given:
                stays += 1
            elif subject in news or (kind, record) in waiting or (kind, record) in refused:
                not_yet += 1
                oldest += [ms for ms in (news.get(subject), waiting.get((kind, record))) if ms is not None]
            else:
                at += 1
    same = read_same(connection)
    sharing = {same.standing(subject) for subject in given}
    return Standing(at, not_yet, stays, min(oldest, default=None), len(refused), len(sharing))


def woman_standing(connection: Any, peer: str, subject: str) -> dict[tuple[str, str], CountyState]:
    """Every standing record about one woman."""
    given, news = _consenting(connection, peer, subject)
    waiting = _waiting(connection, peer, subject)
    refused = {
        (kind, i): code
        for kind, i, code in connection.execute("SELECT kind, id, code FROM refused WHERE peer = ?", (peer,))
    }
    states: dict[tuple[str, str], CountyState] = {}
    for kind in KINDS:
        for (record,) in connection.execute(
            f"SELECT id FROM {quoted(kind)} WHERE retired IS NULL AND subject = ?", (subject,)
        ):
            key = (kind, record)
            if kind not in _TO_COUNTY or subject not in given:
                states[key] = CountyState(Where.STAYS)
            elif subject in news or key in waiting:
                since = [ms for ms in (news.get(subject), waiting.get(key)) if ms is not None]
                states[key] = CountyState(Where.NOT_YET, min(since))
            elif key in refused:
                states[key] = CountyState(Where.NOT_YET, None, refused[key])
            else:
                states[key] = CountyState(Where.AT_COUNTY)
    return states


def _consenting(connection: Any, peer: str, subject: str | None = None) -> tuple[set[str], dict[str, int]]:
    """Who shares with the county, and of those whose consent the county has not heard of: since when."""
    about = " AND subject = ?" if subject is not None else ""
    who = (subject,) if subject is not None else ()
    by_subject: defaultdict[str, list[Consent]] = defaultdict(list)
    for consent in read_all(connection, Consent, "scope = 'county'" + about, who):
        by_subject[consent.subject].append(consent)
    given = {s for s, statements in by_subject.items() if effective(statements, "county") == "given"}
    news: dict[str, int] = {}
    t_about = about.replace("subject", "t.subject")
    lacking = f"{_LACKS} AND t.scope = 'county'{t_about}"
    made = f"SELECT t.subject, c.at_ms FROM consent t JOIN change c ON c.id = t.v {lacking}"
    edited = (
        "SELECT t.subject, c.at_ms FROM consent t JOIN cell e ON e.kind = 'consent' AND e.id = t.id"
        f" JOIN change c ON c.id = e.v {lacking}"
    )
    for said in (made, edited):
        for who_said, at_ms in connection.execute(said, (peer, *who)):
            if who_said in given:
                news[who_said] = min(at_ms, news.get(who_said, at_ms))
    return given, news


_LACKS = "LEFT JOIN peer_reach p ON p.peer = ? AND p.replica = c.replica WHERE c.seq > coalesce(p.seq, 0)"


def _waiting(connection: Any, peer: str, subject: str | None = None) -> dict[tuple[str, str], int]:
    """Records with a version the county lacks, and the time of the oldest such change."""
    waiting: dict[tuple[str, str], int] = {}
    about = " AND t.subject = ?" if subject is not None else ""
    who = (subject,) if subject is not None else ()
    for kind in _TO_COUNTY:
        name = quoted(kind)
        made = connection.execute(
            f"SELECT t.id, c.at_ms FROM {name} t JOIN change c ON c.id = t.v {_LACKS}{about}", (peer, *who)
        ).fetchall()
        edited = connection.execute(
            f"SELECT t.id, c.at_ms FROM cell e JOIN {name} t ON t.id = e.id JOIN change c ON c.id = e.v {_LACKS}"
            f" AND e.kind = ?{about}",
            (peer, kind, *who),
        ).fetchall()
        for record, at_ms in [*made, *edited]:
            key = (kind, record)
            waiting[key] = min(at_ms, waiting.get(key, at_ms))
    return waiting
