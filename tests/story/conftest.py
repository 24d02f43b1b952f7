"""The story is told in the windows: it needs Qt as the tests of ui do."""

from tests.ui.conftest import pytest_configure, qt_messages_are_logged

__all__ = ["pytest_configure", "qt_messages_are_logged"]
