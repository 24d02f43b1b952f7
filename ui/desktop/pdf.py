"""The pages of a PDF as pictures, and their words for who cannot see them."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.forms.joining import ONE_AT_A_TIME


class Pdf:
    """A PDF in memory. Sizes are in points (1/72 inch); a scale of 1 gives a pixel for each."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2 as pdfium  # only who looks at paper needs it

        with ONE_AT_A_TIME:
            self._document = pdfium.PdfDocument(content)
            pages = range(len(self._document))
            self._sizes: list[tuple[float, float]] = [self._document.get_page_size(number) for number in pages]

    def __len__(self) -> int:
        return len(self._sizes)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page."""
        return self._sizes[number]

    def render(self, number: int, scale: float) -> QImage:
        """A page as a picture; about 20 ms for A4 on a screen. May be called in any thread."""
        with ONE_AT_A_TIME:
            page = self._document[number]
            bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            shape = QImage.Format.Format_RGBX8888
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, shape).copy()
            page.close()
        return image

    def words(self, number: int) -> str:
        """What is written on a page."""
        with ONE_AT_A_TIME:
            page = self._document[number]
            text = page.get_textpage()
            found: str = text.get_text_range()
            text.close()
            page.close()
        return found
