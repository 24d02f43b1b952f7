"""The words of the interface: one flat catalogue per language, read from ``resources/text/<language>/*.toml``.

A key is dotted (``lock.open``), a sentence may hold facts (``{n} 条``). Chinese is the first language and the complete
one; a test holds the others to the same keys and the same facts. No Qt here: the command line speaks from it too.
"""

from __future__ import annotations

import logging
import string
import tomllib
from functools import cache
from pathlib import Path

import resources

LANGUAGES = ("zh", "en")
"""What the interface can speak, the first one by default."""

FOLDER = Path(resources.__file__).parent / "text"

_log = logging.getLogger(__name__)
_spoken = LANGUAGES[0]


class DuplicateKey(ValueError):
    """Two files of one language say the same key: a mistake of ours, found by the first start and by a test."""


@cache
def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Every sentence of a language by key. Raises DuplicateKey, and LookupError for a language that is not there."""
    if not (folder / language).is_dir():
        raise LookupError(language)
    sentences: dict[str, str] = {}
    for path in sorted((folder / language).glob("*.toml")):
        for key, sentence in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in sentences:
                raise DuplicateKey(f"{language}: {key} (again in {path.name})")
            sentences[key] = sentence
    return sentences


def use(language: str) -> None:
    """Speaks ``language`` from now on; windows that are open keep their words until they are made anew."""
    global _spoken  # noqa: PLW0603  one person, one language; passing it to every label would say nothing
    catalogue(language)
    _spoken = language


def language() -> str:
    """The language spoken now."""
    return _spoken


def has(key: str) -> bool:
    """Whether the language spoken now has this key."""
    return key in catalogue(_spoken)


def tr(key: str, /, **facts: object) -> str:
    """The sentence of ``key`` with its facts filled in. A missing key is logged and shown as it is, never raised."""
    sentence = catalogue(_spoken).get(key)
    if sentence is None:
        _log.error("no text for %s in %s", key, _spoken)
        return key
    if not facts and "{" not in sentence:
        return sentence
    try:
        return sentence.format_map(facts)
    except KeyError as missing:
        _log.error("text %s wants the fact %s", key, missing)
        return sentence


def facts_of(sentence: str) -> frozenset[str]:
    """The names of the facts a sentence holds."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
