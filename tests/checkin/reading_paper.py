"""Reads what we print with programs that are not ours: poppler draws the page, zxing-cpp finds the codes on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy
import zxingcpp
from PIL import Image


def codes_on_paper(pdf: bytes, folder: Path) -> list[str]:
    """What every QR code of the PDF says, as a printer of 150 dots per inch would draw it."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(path), str(folder / "page")], check=True)
    pages = [Image.open(page) for page in sorted(folder.glob("page*.png"))]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def words_on_paper(pdf: bytes, folder: Path) -> list[str]:
    """The lines of text of the PDF, in reading order."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True).stdout
    return [line for line in text.replace("\f", "\n").splitlines() if line.strip()]


def code_drawn(modules: int, dark: set[tuple[int, int]]) -> str:
    """What a QR code says whose dark modules are at these (column, row) places."""
    picture = numpy.full((modules, modules), 255, dtype=numpy.uint8)
    for column, row in dark:
        picture[row, column] = 0
    (code,) = zxingcpp.read_barcodes(picture.repeat(8, axis=0).repeat(8, axis=1))
    return str(code.text)
