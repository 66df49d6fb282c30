"""A run's report as PDF, by Qt's own writer; for any thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QMarginsF, QSizeF, Qt, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from cnngui.report.contents import Contents
from cnngui.report.page import report_html

MARGIN_MM = 14.0
DPI = 96
_SHARP = 3
"""Pixels of a picture for one of the page: sharp on paper."""
_NETWORK_PX = (640, 820)
"""The most that the network's picture takes of a page."""


def report_pdf(contents: Contents) -> bytes:
    """Return a PDF file with a report on A4 pages."""
    document = QTextDocument()

    def embed(content: bytes, kind: str, width: int) -> str:
        name = f"picture{len(pictures)}"
        pictures.append(_picture(content, kind, width))
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), pictures[-1])
        return name

    pictures: list[QImage] = []
    page = report_html(contents, embed)
    document.setHtml(_sized(page, pictures))
    return _printed(document, contents.title)


def _picture(content: bytes, kind: str, width: int) -> QImage:
    """Return a picture in the pixels of paper; a network's own size is bounded by the page."""
    if kind != "image/svg+xml":
        return QImage.fromData(content)
    renderer = QSvgRenderer(content)
    size = QSizeF(renderer.defaultSize())
    bound = QSizeF(width, width) if width else QSizeF(*_NETWORK_PX)
    if width or size.width() > bound.width() or size.height() > bound.height():
        size = size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage((size * _SHARP).toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _sized(page: str, pictures: list[QImage]) -> str:
    """Say how wide each picture is: Qt takes its pixels for the page's where nothing is said."""
    for number, picture in enumerate(pictures):
        width = f' width="{round(picture.width() / _SHARP)}"'
        page = page.replace(f'src="picture{number}" alt', f'src="picture{number}"{width} alt')
    return page


def _printed(document: QTextDocument, title: str) -> bytes:
    content = QBuffer()
    content.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setTitle(title)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.print_(writer)
    del writer  # writes the end of the file
    return bytes(content.data().data())
