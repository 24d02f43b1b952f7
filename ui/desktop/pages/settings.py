"""设置: how the program looks, speaks, and when it locks itself."""

from __future__ import annotations

from dataclasses import replace

from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.theme import SCALES
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Card, Words, row
from ui.preferences import LOCK_MINUTES
from ui.text import LANGUAGES, tr


class SettingsPage(Page):
    """Every choice takes effect at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet.addWidget(Words(tr("page.settings"), "title"))
        looks = Card()
        looks.body.setSpacing(theme.current().space(4))
        looks.body.addWidget(Words(tr("settings.looks"), "section"))
        now = desk.preferences()
        self._choice(looks, "text_size", [(str(s), tr("settings.percent", n=s)) for s in SCALES], str(now.text_size))
        self._choice(looks, "theme", [(t, tr(f"settings.theme.{t}")) for t in ("light", "dark", "contrast")], now.theme)
        self._choice(looks, "language", [(code, tr(f"settings.language.{code}")) for code in LANGUAGES], now.language)
        safety = Card()
        safety.body.setSpacing(theme.current().space(4))
        safety.body.addWidget(Words(tr("settings.safety"), "section"))
        minutes = [(str(m), tr("settings.minutes", n=m)) for m in LOCK_MINUTES]
        self._choice(safety, "lock_minutes", minutes, str(now.lock_minutes))
        safety.body.addWidget(Words(tr("settings.hide"), "soft", wrap=True))
        for card in (looks, safety):
            across = row()
            across.addWidget(card, 3)
            across.addStretch(1)
            self.sheet.addLayout(across)
        self.sheet.addStretch(1)

    def _choice(self, card: Card, name: str, options: list[tuple[str, str]], value: str) -> None:
        pills = Pills(options, value)
        pills.setAccessibleName(tr(f"settings.{name}"))
        pills.chosen.connect(lambda key: self._change(name, key))
        card.body.addWidget(FieldRow(tr(f"settings.{name}"), pills))

    def _change(self, name: str, key: str) -> None:
        value = int(key) if key.isdecimal() else key
        wanted = replace(self.desk.preferences(), **{name: value})  # type: ignore[arg-type]  # pills offer what fits
        self.desk.change_preferences(wanted)
