"""What all that stands on a card has in common, and how it is drawn without harm to what stands beside it."""

from __future__ import annotations

from typing import Any

from fanfold.cards.markup import Markup, joined


class MetaflowCardComponent:
    """Something on a card. Subclasses give its HTML in `render`.

    Attributes:
        REALTIME_UPDATABLE: whether `update` may be called after it was put on a card.
        component_id: the `id` with which it was appended; None without one.
    """

    REALTIME_UPDATABLE: bool = False
    component_id: str | None = None

    def render(self) -> Any:
        """Its HTML."""
        raise NotImplementedError(f"{type(self).__name__} has no method render().")

    def update(self, *values: Any, **options: Any) -> None:
        """Take what it shows from now on."""
        raise NotImplementedError(f"{type(self).__name__} has no method update().")


class UserComponent(MetaflowCardComponent):
    """A component of the user's own: its `render` returns HTML."""


def drawn(component: object) -> Markup:
    """The HTML of anything that was put on a card. What raises is drawn as its error, in its own place."""
    try:
        if not isinstance(component, MetaflowCardComponent):
            return _drawn_value(component)
        given = component.render()
        return Markup(given) if isinstance(given, str) else _drawn_value(given)
    except Exception as error:  # noqa: BLE001 - the user's own render(), repr() and the like
        return problem(f"{type(component).__name__} could not be drawn", error)


def drawn_all(components: Any) -> list[Markup]:
    """The HTML of each."""
    return [drawn(component) for component in components]


def problem(title: str, error: BaseException) -> Markup:
    """How an error is shown where a component should be."""
    from fanfold.cards.components.error import Error

    return Markup(Error(error, title).render())


def _drawn_value(value: object) -> Markup:
    """What is no component: a list one by one, a text as Markdown, anything else as a preview."""
    from fanfold.cards.components.markdown import Markdown
    from fanfold.cards.preview import preview

    if isinstance(value, list | tuple) and any(isinstance(each, MetaflowCardComponent) for each in value):
        return joined(drawn_all(value))
    if isinstance(value, str):
        return Markup(Markdown(value).render())
    return preview(value)
