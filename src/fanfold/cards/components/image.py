"""`Image`: a picture, kept in the page itself."""

from __future__ import annotations

import sys
from base64 import b64encode
from io import BytesIO
from typing import Any, Self

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
)
PICTURE_PIXELS_PER_INCH = 144
"""Figures are drawn for screens that show two pixels where there used to be one."""


class Image(UserComponent):
    """A picture: the bytes of a PNG, JPEG, GIF, WebP, BMP or SVG file, or a `data:image/…` address."""

    REALTIME_UPDATABLE = True

    def __init__(self, src: object = None, label: str | None = None, disable_updates: bool = True) -> None:
        self._label = label
        self._source, self._problem = _source_of(src)

    @classmethod
    def from_matplotlib(cls, plot: Any, label: str | None = None, disable_updates: bool = False) -> Self:
        """The picture of a figure, of the figure of these axes, or of pyplot's current figure. The figure is
        closed, so that a step with many figures does not keep them all.
        """
        return cls._made(lambda: _figure_png(plot), label)

    @classmethod
    def from_pil_image(cls, pilimage: Any, label: str | None = None, disable_updates: bool = False) -> Self:
        """The picture of a PIL image."""
        return cls._made(lambda: _pil_png(pilimage), label)

    @classmethod
    def _made(cls, draw: Any, label: str | None) -> Self:
        try:
            return cls(draw(), label)
        except Exception as error:  # noqa: BLE001 - cards never fail a task, and drawing is others' code
            image = cls(None, label)
            image._problem = f"The picture could not be drawn: {error!r}"
            return image

    def update(self, image: Any, label: str | None = None) -> None:
        """Show another picture: bytes, an address, a figure or a PIL image."""
        self._label = self._label if label is None else label
        if not isinstance(image, str | bytes | bytearray | memoryview):
            made = Image.from_matplotlib(image) if is_figure(image) else Image.from_pil_image(image)
            self._source, self._problem = made._source, made._problem
        else:
            self._source, self._problem = _source_of(image)

    def render(self) -> str:
        """Its HTML."""
        if not self._source:
            return Markup('<p class="problem">{}</p>').format(self._problem)
        picture = Markup('<img src="{}" alt="{}">').format(self._source, self._label or "Picture")
        caption = Markup("<figcaption>{}</figcaption>").format(self._label) if self._label else ""
        return Markup("<figure>{}{}</figure>").format(picture, caption)


def is_figure(value: object) -> bool:
    """Whether it is a figure of matplotlib, or its axes."""
    if "matplotlib" not in sys.modules:
        return False
    return callable(getattr(value, "savefig", None)) or callable(getattr(value, "get_figure", None))


def is_pil_image(value: object) -> bool:
    """Whether it is a PIL image."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(value, module.Image)


def _source_of(src: object) -> tuple[str, str]:
    """The address of a picture, and what is wrong where there is none."""
    if isinstance(src, bytes | bytearray | memoryview):
        data = bytes(src)
        kind = _kind_of(data)
        if kind is None:
            return "", "Image: these bytes are no PNG, JPEG, GIF, WebP, BMP or SVG picture."
        return f"data:image/{kind};base64,{b64encode(data).decode()}", ""
    if isinstance(src, str) and src.startswith("data:image/"):
        return src, ""
    if isinstance(src, str):
        return "", f"Image: {src[:200]!r} is no picture. Give the file's bytes: cards fetch nothing."
    return "", f"Image takes the bytes of a picture, not {type(src).__name__}."


def _kind_of(data: bytes) -> str | None:
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "svg+xml" if b"<svg" in data[:1000] else None


def _figure_png(plot: Any) -> bytes:
    figure = plot if hasattr(plot, "savefig") else plot.get_figure()
    file = BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight", dpi=max(PICTURE_PIXELS_PER_INCH, _dots(figure)))
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all" if figure is pyplot else figure)
    return file.getvalue()


def _dots(figure: Any) -> float:
    dots = getattr(figure, "dpi", 0)
    return float(dots) if isinstance(dots, int | float) else 0.0


def _pil_png(image: Any) -> bytes:
    file = BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()
