"""A label, an editor, and below it what is to be said about the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.widgets.words import Words, column, row


class FieldRow(QWidget):
    """One question. The label stands left of the editor, or above it when ``stacked``."""

    def __init__(
        self, label: str, editor: QWidget, *, required: bool = False, note: str = "", stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        wear = theme.current()
        self.editor = editor
        self._note = note
        self.label = Words(label, "body" if required else "soft", wrap=not stacked)
        self.finding = Words("", "note", wrap=True)
        self.finding.hide()
        answer = column(steps=0.5)
        answer.addWidget(editor)
        answer.addWidget(self.finding)
        if stacked:
            stack = column(self, steps=1)
            stack.addWidget(self.label)
            stack.addLayout(answer)
        else:
            across = row(self, steps=3)
            self.label.setFixedWidth(wear.wide(7.5))
            self.label.setContentsMargins(0, wear.space(1.5), 0, 0)
            across.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
            across.addLayout(answer, 1)
        self.label.setBuddy(editor)
        self.say("")

    def say(self, words: str, tone: str = "late") -> None:
        """Shows a sentence below the editor; ``""`` brings the note back.

        ``late``: it cannot stay so; ``due``: is this right?
        """
        self.finding.set_role("note" if not words else tone)
        self.finding.setText(words or self._note)
        self.finding.setVisible(bool(words or self._note))
        inner = getattr(self.editor, "inner", self.editor)
        troubled = bool(words) and tone == "late"
        if bool(inner.property("trouble")) != troubled:
            inner.setProperty("trouble", troubled)
            inner.style().polish(inner)
        inner.setAccessibleDescription(words or self._note)

    def said(self) -> str:
        """What stands below the editor now."""
        return self.finding.text()
