"""`@card`: what the step puts on it, then the task as it was recorded: its artifacts, its place in the flow,
its output, its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanfold._version import __version__
from fanfold.cards.artifacts import artifacts_of, parameters_of
from fanfold.cards.card import MetaflowCard
from fanfold.cards.components.error import TRACE_CHARS_MAX
from fanfold.cards.flow_drawing import flow_drawing
from fanfold.cards.markup import Markup, cut, template
from fanfold.cards.page import page

LOG_BYTES_MAX = 20_000
"""So much of the end of what a task wrote is on its card."""


class DefaultCard(MetaflowCard):
    """All that there is to know of a task. The option `only_repr` shows artifacts as Python prints them."""

    type = "default"
    ALLOW_USER_COMPONENTS = True
    RUNTIME_UPDATABLE = True

    def render(self, task: Any) -> str:
        """The page."""
        flow, run_id, step, its_id = task.path_components
        artifacts = artifacts_of(task, only_repr=bool(self.options.get("only_repr", False)))
        body = template(
            "task.html",
            step=step,
            key=task.key,
            status=status_of(task),
            pathspec=task.pathspec,
            components=[Markup(component) for component in self.components],
            error=_error(task),
            facts=list(_facts(task)),
            parameters=parameters_of(task),
            own=artifacts.own,
            inherited=artifacts.inherited,
            graph=flow_drawing(self.graph, step) if self.graph else None,
            log=list(_log(task)),
            source=_source(task),
            version=__version__,
            made=_time(task.finished_at),
        )
        return page(f"{flow}/{run_id} {step} {task.key or its_id}", body)

    def render_runtime(self, task: Any, data: Any) -> str:
        """The same, as far as it is known."""
        return self.render(task)


def status_of(task: Any) -> dict[str, str]:
    """How a task stands, in a word, and how that is coloured."""
    if getattr(task, "is_running", False):
        return {"word": "running", "theme": "accent"}
    if task.successful:
        return {"word": "succeeded", "theme": "good"}
    if task.finished:
        return {"word": "failed, caught", "theme": "fair"}
    return {"word": "failed", "theme": "bad"}


def _facts(task: Any) -> Iterator[tuple[str, object]]:
    _, run_id, step, its_id = task.path_components
    yield "Step", step
    if task.key:
        yield "Item", f"{task.key} (number {task.index})"
    yield "Started", _time(task.created_at)
    if not getattr(task, "is_running", False):
        yield "Ended", _time(task.finished_at)
        yield "Took", _duration(task.seconds)
    if task.current_attempt:
        yield "Attempt", task.current_attempt + 1
    yield "Run", run_id
    yield "Task", its_id
    if task.origin_pathspec:
        yield "Resumed from", task.origin_pathspec.split("/")[1]
    if task.user_tags:
        yield "Tags", ", ".join(sorted(task.user_tags))


def _time(when: Any) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}" if when is not None else ""


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _error(task: Any) -> Markup | None:
    failure = task.failure
    if failure is None:
        return None
    summary = f"{failure.type.removeprefix('builtins.')}: {failure.message}"
    where = f"at {failure.where}" if failure.where else None
    trace = cut(failure.traceback, TRACE_CHARS_MAX)
    return template("error.html", title=where, summary=summary, trace=trace)


def _log(task: Any) -> Iterator[tuple[str, str, str]]:
    for stream in ("stdout", "stderr"):
        size = task.stdout_size if stream == "stdout" else task.stderr_size
        if size <= 0:
            continue
        data = task._printed_end(stream, LOG_BYTES_MAX)
        note = f"The last {LOG_BYTES_MAX:,} of {size:,} bytes." if size > len(data) else ""
        text = data.decode("utf-8", "replace").rstrip()
        if text:
            yield stream, text, note


def _source(task: Any) -> Markup | None:
    text = getattr(task, "source", None)
    if not text:
        return None
    from fanfold.cards.code import coloured

    return coloured(text)
