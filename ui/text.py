"""The words of the interface in the language spoken now (``app.texts`` holds the catalogues).

No Qt here: the command line speaks from it too.
"""

from __future__ import annotations

import logging

from app.texts import FOLDER, LANGUAGES, DuplicateKey, catalogue, facts_of, sentence_of

__all__ = ["FOLDER", "LANGUAGES", "DuplicateKey", "catalogue", "facts_of", "has", "language", "tr", "use"]

_log = logging.getLogger(__name__)
_spoken = LANGUAGES[0]


def use(language: str) -> None:
    """Speaks ``language`` from now on; windows that are open keep their words until they are made anew."""
    global _spoken  # noqa: PLW0603  one person, one language; passing it to every label would say nothing
    if language not in LANGUAGES:
        raise LookupError(language)
    _spoken = language


def language() -> str:
    """The language spoken now."""
    return _spoken


def has(key: str) -> bool:
    """Whether the language spoken now has this key."""
    return sentence_of(_spoken, key) is not None


def tr(key: str, /, **facts: object) -> str:
    """The sentence of ``key`` with its facts filled in. A missing key is logged and shown as it is, never raised."""
    sentence = sentence_of(_spoken, key)
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
