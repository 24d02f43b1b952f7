"""Rights are looked at where people see and carry things: a window, a county, paper."""

from tests.app.forms.conftest import read, tell, unit
from tests.ui.conftest import pytest_configure, qt_messages_are_logged
from tests.ui.desktop.conftest import chinese_and_light, make_window

__all__ = ["chinese_and_light", "make_window", "pytest_configure", "qt_messages_are_logged", "read", "tell", "unit"]
