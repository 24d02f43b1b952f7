"""The part of a page that scrolls within itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.desktop import theme


class Scroll(QScrollArea):
    """Scrolls downwards, never sideways.

    It asks for ``least`` steps of height however long its content is, so that the page around it does not scroll as
    well and the way on stays in sight.
    """

    def __init__(self, inside: QWidget, *, least: float) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(theme.current().space(least))
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """As wide as its content would like, as high as it must be."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


def bring_into_sight(widget: QWidget) -> None:
    """Scrolls whatever is around it until it is seen; call it once everything has its place."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 0, theme.current().space(4))
        around = around.parentWidget()
