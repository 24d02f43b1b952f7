"""What holds for every test: no window on the screen, no surprise in the log, repeatable examples."""

import logging
import os
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"

untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a slow machine is no failure
settings.register_profile("quick", untimed, max_examples=50, derandomize=True, database=None)
settings.register_profile("long", untimed, max_examples=2000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests that take their time")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        skip = pytest.mark.skip(reason="takes its time: ./dev test --long")
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(skip)


class LogWatch(logging.Handler):
    """Keeps every record from WARNING up, Qt's messages included, and the patterns a test expects among them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.levelname}: {record.getMessage()}")

    def complaints(self) -> list[str]:
        """What was logged and not expected, and what was expected and not logged."""
        surprises = [line for line in self.seen if not any(re.search(p, line) for p in self.expected)]
        missing = [p for p in self.expected if not any(re.search(p, line) for line in self.seen)]
        return [f"logged, not expected: {line}" for line in surprises] + [
            f"expected, not logged: {pattern}" for pattern in missing
        ]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails the test that logs a warning or worse without having said so by `expect_log`."""
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    if complaints := watch.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(log_watch: LogWatch) -> Callable[[str], None]:
    """`expect_log(pattern)`: this test means to cause a warning that matches, and fails if none comes."""
    return log_watch.expected.append
