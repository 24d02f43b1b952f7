"""Every reason an import can give has words, in both languages, and its words fit what is said."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.roster.clerk import Because
from app.values.identity import IdKind
from ui import text
from ui.import_words import finding_key

ROOT = Path(text.__file__).parent.parent
COLUMNS = tomllib.loads((ROOT / "resources/roster/columns.toml").read_text("utf-8"))["columns"]
FIELDS = [name for name, column in COLUMNS.items() if column["use"] in ("read", "check")]
HOLES = {"field": FIELDS, "number.kind": [kind.value for kind in IdKind]}
"""What can stand in the holes of codes that are put together."""


@pytest.fixture(autouse=True, params=text.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    text.use(request.param)
    yield
    text.use("zh")


def written(node: ast.AST) -> list[str]:
    """Every code an expression can be; nothing for what is not put together from words."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return written(node.body) + written(node.orelse)
    if not isinstance(node, ast.JoinedStr):
        return []
    codes = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            fillings = [str(part.value)]
        elif isinstance(part, ast.FormattedValue) and ast.unparse(part.value) in HOLES:
            fillings = HOLES[ast.unparse(part.value)]
        else:
            return []
        codes = [code + filling for code in codes for filling in fillings]
    return codes


def _begins(node: ast.AST, *beginnings: str) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(beginnings)


def emitted() -> set[str]:
    """The codes of findings and reasons that app/roster can emit, read from its source."""
    codes: set[str] = {because.value for because in Because}
    for path in (ROOT / "app/roster").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "find":
                codes |= {f"import.{code}" for code in written(node.args[0])}
            elif _begins(node, "import.row.", "import.person."):
                codes |= set(written(node))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                codes |= set(written(node.args[0]))
            elif path.name == "birth.py" and _begins(node, "birth."):
                codes |= {f"import.{code}" for code in written(node)}
    codes.discard("import.row.undecided")  # an error: its words are error.import.row.undecided
    return {code for code in codes if "*" not in code and not code.endswith(".")}


def test_the_codes_are_found() -> None:
    assert {"import.id.checksum", "import.birth.lunar", "import.marital.unknown", "import.person.several"} <= emitted()
    assert len(emitted()) > 100


def test_every_finding_and_reason_has_words() -> None:
    known = text.catalogue(text.language())
    silent = {"import.id.resident", "import.id.residence_permit", "import.id.foreigner"}  # nothing is found in these
    assert {code for code in emitted() - silent if finding_key(code) not in known} <= {
        f"import.spouse_id_number.{code.rpartition('.')[2]}" for code in silent | {"x.15", "x.missing", "x.other"}
    }


def test_words_only_use_the_facts_there_are() -> None:
    known = text.catalogue(text.language())
    for code in emitted():
        if (key := finding_key(code)) in known:
            assert text.facts_of(known[key]) <= {"column", "stated", "read", "others", "row"}, key


def test_every_column_of_a_roster_has_a_name_and_every_reason_to_leave_one_out_is_said() -> None:
    known = text.catalogue(text.language())
    assert {f"import.column.{name}" for name in COLUMNS} <= known.keys()
    assert {f"import.use.{c['reason']}" for c in COLUMNS.values() if "reason" in c} <= known.keys()


def test_every_refusal_of_a_file_has_words_of_its_own() -> None:
    tree = ast.parse((ROOT / "storage/workbook.py").read_text("utf-8"))
    codes = {code for node in ast.walk(tree) if _begins(node, "file.workbook.") for code in written(node)}
    assert len(codes) >= 7
    assert {f"error.{code}" for code in codes} <= text.catalogue(text.language()).keys()
