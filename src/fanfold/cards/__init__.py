"""Cards: what is put on them, how they are drawn, and how they are found again.

The names that flows use, each loaded when it is first asked for: a flow file that imports `Markdown` pays for
it in a task that shows one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # isort: off
    from fanfold.cards.card import MetaflowCard as MetaflowCard
    from fanfold.cards.component import (
        MetaflowCardComponent as MetaflowCardComponent,
        UserComponent as UserComponent,
    )
    from fanfold.cards.components.artifact import Artifact as Artifact
    from fanfold.cards.components.error import Error as Error
    from fanfold.cards.components.events_timeline import EventsTimeline as EventsTimeline
    from fanfold.cards.components.image import Image as Image
    from fanfold.cards.components.json_viewer import JSONViewer as JSONViewer
    from fanfold.cards.components.markdown import Markdown as Markdown
    from fanfold.cards.components.page import PageComponent as PageComponent
    from fanfold.cards.components.progress_bar import ProgressBar as ProgressBar
    from fanfold.cards.components.python_code import PythonCode as PythonCode
    from fanfold.cards.components.table import Table as Table
    from fanfold.cards.components.value_box import ValueBox as ValueBox
    from fanfold.cards.components.vega_chart import VegaChart as VegaChart
    from fanfold.cards.components.yaml_viewer import YAMLViewer as YAMLViewer
    from fanfold.cards.container import CardContainer as CardContainer, get_cards as get_cards
    from fanfold.cards.kinds.blank import BlankCard as BlankCard
    from fanfold.cards.kinds.default import DefaultCard as DefaultCard
    from fanfold.cards.kinds.error import ErrorCard as ErrorCard
    from fanfold.cards.kinds.html import HTMLCard as HTMLCard

_NAMES_BY_MODULE = {
    "card": "MetaflowCard",
    "component": "MetaflowCardComponent UserComponent",
    "components.artifact": "Artifact",
    "components.error": "Error",
    "components.events_timeline": "EventsTimeline",
    "components.image": "Image",
    "components.json_viewer": "JSONViewer",
    "components.markdown": "Markdown",
    "components.page": "PageComponent",
    "components.progress_bar": "ProgressBar",
    "components.python_code": "PythonCode",
    "components.table": "Table",
    "components.value_box": "ValueBox",
    "components.vega_chart": "VegaChart",
    "components.yaml_viewer": "YAMLViewer",
    "container": "CardContainer get_cards",
    "kinds.blank": "BlankCard",
    "kinds.default": "DefaultCard",
    "kinds.error": "ErrorCard",
    "kinds.html": "HTMLCard",
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

__all__ = [*_MODULE_OF]  # noqa: PLE0604 - the table above is the one list of names


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'fanfold.cards' has no attribute '{name}'")
    value: object = getattr(__import__(f"fanfold.cards.{module}", fromlist=[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
