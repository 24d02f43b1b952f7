"""The page that says where things live names what is there, and nothing that is not."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATH = re.compile(r"`((?:app|storage|sync|ui|bench|tests|resources|installer)/[\w/.<>-]*)`")


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_path_a_page_names_exists(page: Path) -> None:
    named = {path for path in PATH.findall(page.read_text(encoding="utf-8")) if "<" not in path}
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_room_and_single_file_of_the_ground_floor_is_named() -> None:
    said = set(PATH.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    there = {f"app/{path.name}" for path in (ROOT / "app").iterdir() if not path.name.startswith("__")}
    assert there - said == set()
