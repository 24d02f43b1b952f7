"""What a check found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one field. A ``wall`` keeps the record from being saved; others are a question to the worker.

    ``code`` is the key of its sentence (``finding.…``), ``facts`` fill it. ``field`` is ``""`` where it is about the
    whole record. Facts hold no personal data beyond what the form itself shows.
    """

    code: str
    field: str
    wall: bool = False
    facts: Mapping[str, str | int] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


def wall(code: str, name: str, **facts: str | int) -> Finding:
    """A finding that keeps the record from being saved."""
    return Finding(f"finding.{code}", name, wall=True, facts=MappingProxyType(facts))


def question(code: str, name: str, **facts: str | int) -> Finding:
    """A finding that asks whether it is right."""
    return Finding(f"finding.{code}", name, wall=False, facts=MappingProxyType(facts))
