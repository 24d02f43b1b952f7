"""Several papers in one file. Put together by PDFium, which keeps text, fonts and their Unicode tables as they are."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from threading import Lock

ONE_AT_A_TIME = Lock()
"""PDFium is not made for several threads; whoever uses it holds this."""


def pages(pdf: bytes) -> int:
    """How many sheets a PDF has."""
    import pypdfium2 as pdfium

    with ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def joined(parts: Sequence[bytes]) -> bytes:
    """PDFs one behind the other; title and author are those of the first. Needs one at least."""
    if len(parts) == 1:
        return parts[0]
    import pypdfium2 as pdfium

    with ONE_AT_A_TIME:
        whole = pdfium.PdfDocument(parts[0])
        try:
            for part in parts[1:]:
                other = pdfium.PdfDocument(part)
                try:
                    whole.import_pages(other)
                finally:
                    other.close()
            out = BytesIO()
            whole.save(out)
            return out.getvalue()
        finally:
            whole.close()
