"""What this computer remembers about the program itself; never anything about a person of the ledger."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from ui.text import LANGUAGES

_log = logging.getLogger(__name__)
LOCK_MINUTES = (3, 5, 10, 20, 30)
MOST_SHIFT = 100
"""Tenths of a millimetre a print can be shifted by; more would push it off the sheet."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Language, theme (``light dark contrast``), text size in per cent, minutes until it locks itself.

    ``shift_right``, ``shift_down``: by how much this printer misses the sheet, in tenths of a millimetre.
    """

    language: str = LANGUAGES[0]
    theme: str = "light"
    text_size: int = 100
    lock_minutes: int = 10
    shift_right: int = 0
    shift_down: int = 0


def default_path() -> Path:
    """Where they are kept for this account."""
    return platformdirs.user_config_path("Suifang", appauthor=False) / "desktop.json"


def load(path: Path) -> Preferences:
    """What was kept; the defaults for what is missing or makes no sense."""
    try:
        kept = dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError, TypeError):
        _log.info("preferences unreadable, using defaults")
        return Preferences()
    known = {field.name for field in fields(Preferences)}
    taken: dict[str, Any] = {n: v for n, v in kept.items() if n in known and _sensible(n, v)}
    return Preferences(**taken)


def save(path: Path, preferences: Preferences) -> None:
    """Keeps them; a computer that will not keep them is no reason to stop working."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(preferences)), encoding="utf-8")
    except OSError:
        _log.info("preferences not kept")


def _sensible(name: str, value: object) -> bool:
    match name:
        case "language":
            return value in LANGUAGES
        case "theme":
            return value in ("light", "dark", "contrast")
        case "text_size":
            return isinstance(value, int) and 100 <= value <= 200
        case "shift_right" | "shift_down":
            return isinstance(value, int) and -MOST_SHIFT <= value <= MOST_SHIFT
        case _:
            return isinstance(value, int) and 1 <= value <= 60
