"""Which part of a name was meant by what somebody typed, so that it can be marked."""

from __future__ import annotations

from app.values.names import search_keys, tidy_name


def matched_part(name: str, typed: str) -> tuple[int, int] | None:
    """Start and length, in characters of ``name``, of the part a typed word stands for; None where none does.

    A word is found as it is written (王秀), as pinyin (wangx), as initials (wx) or as both (王x).
    """
    for word in typed.casefold().split():
        at = name.casefold().find(tidy_name(word))
        if at >= 0:
            return at, len(tidy_name(word))
        if (length := _spoken(name, word)) is not None:
            return 0, length
    return None


def _spoken(name: str, word: str) -> int | None:
    """How many characters from the beginning of a name a word of letters, perhaps after characters, stands for."""
    head = len(word) - len(word.lstrip("".join(c for c in word if not c.isascii())))
    written, sound = word[:head], word[head:].replace("'", "")
    if not sound.isascii() or not sound.isalpha() or not name.startswith(written):
        return None
    for end in range(len(written) + 1, len(name) + 1):
        keys = search_keys(name[len(written) : end]) if written else search_keys(name[:end])
        if any(key.startswith(sound) for key in (*keys.full, *keys.initials)):
            return end
    return None
