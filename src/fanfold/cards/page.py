"""The page around what a card shows. Everything is in it: no picture, font, style or script is fetched.

A stored page holds a mark where its style sheet belongs, which is put in when the page is read: a million
cards do not hold it a million times.
"""

from __future__ import annotations

from fanfold.cards.markup import Markup, template

STYLE_MARK = "<style data-fanfold></style>"

_style: list[str] = []


def style() -> str:
    """The style sheet, as it stands in a page."""
    if not _style:
        from importlib.resources import files

        text = files("fanfold.cards").joinpath("templates/style.css").read_text(encoding="utf-8")
        _style.append(f"<style>\n{text}</style>")
    return _style[0]


def page(title: str, body: Markup, *, reload_seconds: float | None = None) -> str:
    """A whole page. With `reload_seconds` it loads itself anew so often."""
    seconds = None if reload_seconds is None else max(1, round(reload_seconds))
    return str(template("page.html", title=title, body=body, style=Markup(style()), reload_seconds=seconds))


def without_style(html: str) -> str:
    """The page as it is stored."""
    return html.replace(style(), STYLE_MARK, 1)


def with_style(html: str) -> str:
    """The page as it is read."""
    return html.replace(STYLE_MARK, style(), 1)


def reloading(html: str, seconds: float) -> str:
    """The page, made to load itself anew: for a task that is still running."""
    tag = f'<meta http-equiv="refresh" content="{max(1, round(seconds))}">'
    if "<head>" in html:
        return html.replace("<head>", f"<head>\n{tag}", 1)
    return f"{tag}\n{html}"
