"""A report as HTML: one file that needs nothing from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from html import escape

from cnngui.messages import text
from cnngui.report.contents import Contents, Measured, Mistake

Embed = Callable[[bytes, str, int], str]
"""Makes the address of a picture from its bytes, its kind ("image/png") and its width in pixels."""

_STYLE = """
body { font-family: 'Noto Sans', 'Noto Sans CJK KR', 'NanumGothic', 'Malgun Gothic', 'Apple SD Gothic Neo',
       Helvetica, Arial, sans-serif; font-size: 10pt; color: #1b1f24; max-width: 960px; margin: 24px auto; }
h1 { font-size: 18pt; margin-bottom: 2px; }
h2 { font-size: 12pt; margin: 16px 0 6px 0; }
.muted { color: #68707c; }
td, th { padding: 2px 8px; text-align: left; vertical-align: top; }
.counts td, .counts th { text-align: right; padding: 2px 5px; }
@media print { body { margin: 0; max-width: none; } }
"""
_CURVES_PX = 330
"""Two fit beside each other on A4."""
_MOST_SETTINGS_A_COLUMN = 12


def embedded(content: bytes, kind: str, width: int) -> str:
    """Return a picture's address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def report_html(contents: Contents, embed: Embed = embedded) -> str:
    """Return the page. All that comes from a person or a file stands there as plain text."""
    return "\n".join(_parts(contents, embed))


def _parts(contents: Contents, embed: Embed) -> Iterator[str]:
    title = escape(contents.title)
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f'<h1>{title}</h1>\n<p class="muted">{escape(contents.subtitle)}</p>'
    if contents.note:
        yield f"<p>{escape(contents.note)}</p>"
    yield _heading("curves")
    yield "<p>" + " ".join(
        _picture(svg.encode(), "image/svg+xml", _CURVES_PX, embed) for svg in contents.curves
    )
    yield "</p>"
    yield _heading("run")
    yield _table(contents.facts)
    if contents.measured is not None:
        yield from _measured(contents.measured, embed)
    elif contents.missing:
        yield _heading("results")
        yield f"<p>{escape(text('report.missing', reason=contents.missing))}</p>"
    yield _heading("recipe")
    yield _side_by_side(contents.recipe)
    yield _heading("network")
    yield _picture(contents.network.encode(), "image/svg+xml", 0, embed)
    yield "</body></html>"


def _measured(measured: Measured, embed: Embed) -> Iterator[str]:
    low, high = measured.interval
    yield _heading("results")
    told = text(
        "report.measured",
        accuracy=measured.accuracy,
        samples=measured.samples,
        low=low,
        high=high,
        part=measured.part,
    )
    yield f"<p>{escape(told)}</p>"
    yield _confusion(measured)
    if measured.mistakes:
        yield _heading("mistakes")
        yield "<table><tr>" + "".join(_mistake(each, embed) for each in measured.mistakes) + "</tr></table>"


def _confusion(measured: Measured) -> str:
    """Return the matrix, darker the more; what is right in blue, mistakes in orange."""
    names = [escape(name) for name in measured.class_names]
    head = "".join(f"<th>{name}</th>" for name in names)
    most = max(1, int(measured.confusion.max(initial=0)))
    rows = []
    for true, counts in enumerate(measured.confusion):
        cells = "".join(_cell(int(count), most, true == taken) for taken, count in enumerate(counts))
        rows.append(f"<tr><th>{names[true]}</th>{cells}</tr>")
    caption = escape(text("report.confusion"))
    top = f'<tr><td class="muted">{caption}</td>{head}</tr>'
    return f'<table class="counts" cellspacing="0">{top}{"".join(rows)}</table>'


def _cell(count: int, most: int, right: bool) -> str:
    if not count:
        return '<td class="muted">·</td>'
    # A single mistake among thousands must be seen too.
    share = 0.15 + 0.85 * count / most
    full = (0, 114, 178) if right else (213, 94, 0)
    colour = "#" + "".join(f"{round(255 - (255 - part) * share * 0.6):02x}" for part in full)
    return f'<td bgcolor="{colour}">{count:,}</td>'


def _mistake(mistake: Mistake, embed: Embed) -> str:
    picture = _picture(mistake.png, "image/png", 56, embed) + "<br>" if mistake.png else ""
    told = text(
        "report.mistake", truth=mistake.truth, taken_for=mistake.taken_for, confidence=mistake.confidence
    )
    return f"<td>{picture}{escape(told)}</td>"


def _heading(code: str) -> str:
    return f"<h2>{escape(text(f'report.heading_{code}'))}</h2>"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td class="muted">{escape(name)}</td><td>{escape(value)}</td></tr>' for name, value in rows
    )
    return f"<table>{cells}</table>"


def _side_by_side(rows: Sequence[tuple[str, str]]) -> str:
    """Return a long table in columns."""
    size = _MOST_SETTINGS_A_COLUMN
    columns = [rows[start : start + size] for start in range(0, len(rows), size)]
    return "<table><tr>" + "".join(f"<td>{_table(column)}</td>" for column in columns) + "</tr></table>"


def _picture(content: bytes, kind: str, width: int, embed: Embed) -> str:
    size = f' width="{width}"' if width else ""
    return f'<img src="{embed(content, kind, width)}"{size} alt="">'
