"""The privacy notice 告知书: handler, recipient, purposes with their legal basis, fields, retention, whom to ask.

Each edition is a file of its own in ``resources/notices``; what she agreed to is the edition that was read with her
(``Consent.notice_version``), so an old one stays readable.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """One purpose in one language. ``yes`` and ``no``: what each answer changes; '' where nobody is asked."""

    purpose: str
    fields: str
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What something is kept or used for. ``basis``: ``consent`` (of ``scope``) or ``statute``; ``law``: which."""

    scope: str
    basis: str
    law: str
    words: Mapping[str, Words]

    def say(self, language: str) -> Words:
        """In a language; any but Chinese reads English."""
        return self.words["zh" if language == "zh" else "en"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One edition. ``since``: the day it came into use. ``texts``: by language, as the file has them, ``{office}`` open."""

    version: str
    since: str
    source: str
    verified: bool
    purposes: tuple[Purpose, ...]
    texts: Mapping[str, Mapping[str, Any]]

    def purpose(self, scope: str) -> Purpose:
        """The purpose a scope is asked for. Raises KeyError."""
        found = next((p for p in self.purposes if p.scope == scope), None)
        if found is None:
            raise KeyError(scope)
        return found

    def text(self, language: str, name: str, *, office: str, unit: str) -> tuple[str, ...]:
        """The sentences under a name (``read_aloud``, ``handler`` …), with who keeps the ledger filled in."""
        told = self.texts["zh" if language == "zh" else "en"][name]
        lines = [told] if isinstance(told, str) else told
        return tuple(line.format(office=office, unit=unit) for line in lines)


@cache
def notices() -> tuple[Notice, ...]:
    """Every edition, the oldest first."""
    found = (path for path in (files("resources") / "notices").iterdir() if path.name.endswith(".toml"))
    return tuple(sorted((_read(path.read_text("utf-8")) for path in found), key=lambda n: (n.since, n.version)))


def current() -> Notice:
    """The edition in use: what is read with her and printed today."""
    return notices()[-1]


def _read(text: str) -> Notice:
    told = tomllib.loads(text)
    purposes = (
        Purpose(p["scope"], p["basis"], p["law"], MappingProxyType({lang: Words(**p[lang]) for lang in ("zh", "en")}))
        for p in told["purpose"]
    )
    texts = MappingProxyType({lang: MappingProxyType(told[lang]) for lang in ("zh", "en")})
    return Notice(told["version"], told["since"], told["source"], told["verified"], tuple(purposes), texts)
