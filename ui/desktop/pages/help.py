"""帮助 (F1): short texts that are there without a network, and the licences of what the program is made of."""

from __future__ import annotations

import tomllib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

import resources
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Card, Words, row
from ui.text import language, tr

FOLDER = Path(resources.__file__).parent


def help_text(spoken: str) -> str:
    """The help in a language, as Markdown."""
    return (FOLDER / "help" / f"{spoken}.md").read_text(encoding="utf-8")


def licences_text() -> str:
    """What the program is made of, as Markdown: name, licence, what for."""
    rows = tomllib.loads((FOLDER / "licences.toml").read_text(encoding="utf-8"))["part"]
    lines = [tr("help.licences.note")]
    spoken = "zh" if language() == "zh" else "en"
    lines += [f"- **{row['name']}**  {row[spoken]}（{row['licence']}）" for row in rows]
    fonts = (FOLDER / "fonts" / "OFL-NotoSansSC.txt").read_text(encoding="utf-8")
    lines += [f"## {tr('help.fonts')}", "\n".join(f"    {line}" for line in fonts.splitlines())]
    return "\n\n".join(lines)


class HelpPage(Page):
    """``navigate("help", "licences")`` shows the licences, anything else the help."""

    open_to_helpers = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        head = row(steps=3)
        self.title = Words(tr("page.help"), "title")
        head.addWidget(self.title, 1)
        head.addWidget(Button(tr("help.back"), "Esc", action=desk.back))
        self.sheet.addLayout(head)
        card = Card()
        self.reader = QTextBrowser()
        self.reader.setObjectName("reader")
        self.reader.setFrameShape(QFrame.Shape.NoFrame)
        self.reader.setOpenLinks(False)
        self.reader.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.reader.setMinimumHeight(theme.current().wide(16))
        card.body.addWidget(self.reader)
        self.sheet.addWidget(card, 1)
        self._show("help")

    def first(self) -> QWidget | None:
        """The text: ↑ ↓ scroll it."""
        return self.reader

    def arrive(self, what: str) -> None:
        """Shows what is asked for."""
        self._show(what or "help")
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, what: str) -> None:
        licences = what == "licences"
        self.title.setText(tr("help.licences" if licences else "page.help"))
        self.reader.setAccessibleName(self.title.text())
        self.reader.setFont(theme.current().font())
        document = self.reader.document()
        document.setDefaultFont(QFont(theme.current().font()))
        self.reader.setMarkdown(licences_text() if licences else help_text(language()))
        self._space_out()
        self.reader.moveCursor(QTextCursor.MoveOperation.Start)

    def _space_out(self) -> None:
        """Lines and headings with the room that reading wants."""
        wear = theme.current()
        block = self.reader.document().begin()
        while block.isValid():
            cursor, form, level = QTextCursor(block), QTextBlockFormat(), block.blockFormat().headingLevel()
            form.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(wear.space(5 if level else 0.5))
            form.setBottomMargin(wear.space(1.5 if level else 0.5))
            cursor.mergeBlockFormat(form)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = QTextCharFormat()
                letters.setFont(wear.font("section", bold=True))
                cursor.mergeCharFormat(letters)
            block = block.next()
