"""`metaflow.cards`: components of cards. They are taken and not drawn yet, so that flows with cards run."""

from __future__ import annotations


class MetaflowCardComponent:
    """Something on a card; it keeps what it was made of."""

    def __init__(self, *arguments: object, **options: object) -> None:
        self.arguments = arguments
        self.options = options

    def update(self, *arguments: object, **options: object) -> None:
        """Take what it shows from now on."""
        self.arguments = arguments
        self.options |= options

    @classmethod
    def from_matplotlib(cls, *arguments: object, **options: object) -> MetaflowCardComponent:
        """A picture of a figure."""
        return cls(*arguments, **options)

    from_dataframe = from_pil_image = from_altair_chart = from_matplotlib


class Artifact(MetaflowCardComponent):
    """An object, shown."""


class Table(MetaflowCardComponent):
    """Rows and columns."""


class Image(MetaflowCardComponent):
    """A picture."""


class Error(MetaflowCardComponent):
    """An exception."""


class Markdown(MetaflowCardComponent):
    """Text."""


class VegaChart(MetaflowCardComponent):
    """A chart."""


class ProgressBar(MetaflowCardComponent):
    """How far something is."""


class ValueBox(MetaflowCardComponent):
    """One number."""


class PythonCode(MetaflowCardComponent):
    """Source."""


class EventsTimeline(MetaflowCardComponent):
    """What happened when."""


class JSONViewer(MetaflowCardComponent):
    """A tree."""


class YAMLViewer(MetaflowCardComponent):
    """A tree."""
