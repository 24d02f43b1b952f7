"""The texts: one flat catalogue per language, read from ``resources/text/<language>/*.toml``.

A key is dotted (``lock.open``), a sentence may hold facts (``{n} 条``). Chinese is the first language and the complete
one; a test holds the others to the same keys and the same facts. Who speaks in which language is the business of those
who speak: the interface (``ui.text``) and the hub's command line.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import resources

LANGUAGES = ("zh", "en")
"""What can be spoken, the first one by default."""

FOLDER = Path(resources.__file__).parent / "text"

_FIRST = "frame.toml"
"""What is said before anybody has signed in; the other files are read when something else is said."""


class DuplicateKey(ValueError):
    """Two files of one language say the same key: a mistake of ours, found by the first start and by a test."""


@cache
def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Every sentence of a language by key. Raises DuplicateKey, and LookupError for a language that is not there."""
    if not (folder / language).is_dir():
        raise LookupError(language)
    sentences: dict[str, str] = {}
    for path in sorted((folder / language).glob("*.toml")):
        for key, sentence in _read(path).items():
            if key in sentences:
                raise DuplicateKey(f"{language}: {key} (again in {path.name})")
            sentences[key] = sentence
    return sentences


def sentence_of(language: str, key: str) -> str | None:
    """The sentence of a key, or None. Raises as ``catalogue``."""
    first = _first(language)
    return first[key] if key in first else catalogue(language).get(key)


@cache
def _first(language: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise LookupError(language)
    return _read(FOLDER / language / _FIRST)


def _read(path: Path) -> dict[str, str]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def facts_of(sentence: str) -> frozenset[str]:
    """The names of the facts a sentence holds."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def error_key(language: str, code: str, facts: Mapping[str, object]) -> str:
    """The key of the words for an error code: its own, a parent's, or ``error.unknown`` for what nobody foresaw."""
    key = f"error.{code}"
    while not _fits(sentence_of(language, key), facts):
        key = key.rpartition(".")[0]
        if key in ("error", ""):
            return "error.unknown"
    return key


def _fits(sentence: str | None, facts: Mapping[str, object]) -> bool:
    return sentence is not None and facts_of(sentence) <= facts.keys()
