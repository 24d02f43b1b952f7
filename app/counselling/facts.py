"""What is told of each method, side by side: how well it works and where it is had; the words are texts.

``counselling.<fact>.<code>`` for ``lasts``, ``returns``, ``bleeding`` and ``herself``. The numbers are data
(``resources/counselling/methods.toml``) with source and edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.codes import code_list
from app.counselling.reading import Table

TOLD = ("lasts", "returns", "bleeding", "infections", "herself", "where", "free")
"""What is said of each method, in the order in which it is read."""

_WHERE = ("home", "village", "facility")
_FREE = ("yes", "ask")


@dataclass(frozen=True, slots=True)
class Method:
    """One method. ``typical``, ``perfect``: unintended pregnancies among 1,000 users in the first year.

    As commonly used, and used as told every time; None where no such number is published. ``infections``: whether it
    protects from infections.
    """

    code: str
    typical: int | None
    perfect: int | None
    where: str
    free: str
    infections: bool
    source: tuple[str, ...]
    verified: bool

    def key(self, fact: str) -> str:
        """The text that says one of ``TOLD`` of it."""
        if fact == "infections":
            return f"counselling.infections.{'yes' if self.infections else 'no'}"
        if fact in ("where", "free"):
            return f"counselling.{fact}.{getattr(self, fact)}"
        return f"counselling.{fact}.{self.code}"


@dataclass(frozen=True, slots=True)
class Methods:
    """Every method that is explained: those she can leave off, the longest lasting first; what is for life stands last."""

    rows: tuple[Method, ...]
    sources: Mapping[str, str]
    verified: bool

    def __getitem__(self, code: str) -> Method:
        return next(row for row in self.rows if row.code == code)

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes in order."""
        return tuple(row.code for row in self.rows)

    def first(self, wish: str | None) -> tuple[str, ...]:
        """The same codes, the one she wishes for before all others."""
        return tuple(sorted(self.codes, key=lambda code: code != wish))


def in_a_hundred(per_1000: int) -> int:
    """How many of a hundred, to the nearest whole one; 0 means fewer than one."""
    return (per_1000 + 5) // 10 if per_1000 >= 10 else 0


@cache
def methods() -> Methods:
    """The table as it is shipped."""
    return read_methods((files("resources") / "counselling" / "methods.toml").read_text(encoding="utf-8"))


def read_methods(text: str) -> Methods:
    """The table from its text. Raises FileError ``file.counselling``, naming row and key (``Table``)."""
    table = Table("counselling/methods.toml", text)
    if type(table.content.get("verified")) is not bool:
        table.wrong("", "verified", "missing")
    sources = {
        row["id"]: f"{row['title']}, {row['edition']}"
        for row in table.rows("source", "id", {"id": str, "title": str, "edition": str}, {})
    }
    needed = {"code": str, "where": str, "free": str, "infections": bool, "source": list, "verified": bool}
    found = []
    for row in table.rows("method", "code", needed, {"typical": int, "perfect": int}):
        code = row["code"]
        table.names(code, "code", [code], code_list("method").codes)
        table.names(code, "where", [row["where"]], _WHERE)
        table.names(code, "free", [row["free"]], _FREE)
        for key in ("typical", "perfect"):
            if key in row and not 0 < row[key] <= 1000:
                table.wrong(code, key, "range")
        if row.get("perfect", 0) > row.get("typical", 1000):
            table.wrong(code, "perfect", "range")
        found.append(
            Method(
                code, row.get("typical"), row.get("perfect"), row["where"], row["free"], row["infections"],
                table.names(code, "source", row["source"], frozenset(sources)), row["verified"],
            )
        )  # fmt: skip
    return Methods(tuple(found), MappingProxyType(sources), table.content["verified"])
