"""Pills of which any number can be on."""

from __future__ import annotations

from ui.desktop.widgets.buttons import Pill, Pills
from ui.desktop.widgets.flow import Flow


class ManyPills(Pills):
    """A row of pills, each switched on and off by itself. ``value`` is the keys that are on, with spaces between.

    One stop of the Tab key, as any row of pills: the arrows move, the space bar switches.
    """

    def value(self) -> str | None:
        """The keys that are on, in the order of the row; None for none."""
        return " ".join(key for key, pill in self._pills.items() if pill.isChecked()) or None

    def set_value(self, value: str | None) -> None:
        """Switches on what is named, and nothing else. A key no pill has gets one of its own, to be seen and taken off."""
        on = value.split() if value else []
        for key in on:
            if key not in self._pills:
                self._add(key)
        for key, pill in self._pills.items():
            pill.setChecked(key in on)
        if self._pills:
            self.stop_at(next(iter(self._pills.values())))

    def switch(self, key: str) -> None:
        """Switches one on or off, as a press does."""
        self._pills[key].click()

    def name(self, label: str) -> None:
        """Tells screen readers which question each pill belongs to."""
        self.setAccessibleName(label)
        for pill in self._pills.values():
            pill.setAccessibleDescription(label)

    def _clicked(self, key: str) -> None:
        self.stop_at(self._pills[key])
        self.chosen.emit(self.value())

    def _add(self, key: str) -> None:
        pill = Pill(key)
        pill.clicked.connect(lambda _on, key=key: self._clicked(key))
        layout = self.layout()
        if isinstance(layout, Flow):
            layout.addWidget(pill)
        self._pills[key] = pill
