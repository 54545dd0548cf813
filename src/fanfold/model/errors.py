"""The errors that a reader meets, in three families by who must act.

The flow's author: `FlowError` and below. The run and its machines: `RunError` and below. Us: `EngineBug`.
Each has a code that names its page in the documentation, one sentence of what happened, where (file and
line, if known), and what to do. All survive pickling: the fields are the arguments.
"""

from __future__ import annotations

from typing import Any


class FanfoldError(Exception):
    """The parent of every error that fanfold raises for a reader."""

    code = "F000"
    headline = "fanfold error"

    def __init__(
        self, message: str = "", line: int | None = None, file: str | None = None, *, remedy: str = ""
    ) -> None:
        super().__init__()
        self.message = message
        self.remedy = remedy
        self.file = file
        self.line = line

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.__dict__.copy()))

    def report(self) -> str:
        """The error as it is shown: headline with the place, message, remedy, code."""
        place = "".join(
            [f" in {self.file}" if self.file else "", f" on line {self.line}" if self.line else ""]
        )
        lines = [f"{self.headline}{place}:", f"    {self.message}"]
        if self.remedy:
            lines.append(f"    {self.remedy}")
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows below the cell, instead of a traceback through our code."""
        return self.report().split("\n")


def _rebuild(kind: type[FanfoldError], fields: dict[str, object]) -> FanfoldError:
    error = kind.__new__(kind)
    error.__dict__.update(fields)
    return error


class FlowError(FanfoldError):
    """The flow's author must act."""

    code = "F100"
    headline = "Flow error"


class LintError(FlowError):
    """The graph of the flow cannot run. `rule` names the lint rule."""

    code = "F101"
    headline = "Validity checker found an issue"
    rule: str = ""


class InvalidNextException(FlowError):
    """A `self.next()` at run time that cannot be followed."""

    code = "F102"
    headline = "Invalid self.next() transition detected"


class UnpicklableArtifactError(FlowError):
    """An artifact or item that cannot be pickled; the message names it, the path inside it and the type."""

    code = "F103"
    headline = "Cannot pickle"


class ParameterError(FlowError):
    """A parameter's definition or value is wrong."""

    code = "F104"
    headline = "Parameter error"


class MergeConflictError(FlowError):
    """`merge_artifacts` met values that differ. `artifact_names` lists each once."""

    code = "F105"
    headline = "Unhandled artifacts in merge"

    def __init__(
        self, message: str = "", artifact_names: list[str] | None = None, *, remedy: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.artifact_names = artifact_names or []


class MissingInMergeError(MergeConflictError):
    """`merge_artifacts(include=…)` named artifacts that no input has."""

    code = "F106"
    headline = "Missing artifacts in merge"


class TaskTimeoutError(FlowError):
    """Raised inside user code when its `@timeout` has passed."""

    code = "F107"
    headline = "Timeout"


class FailureHandledByCatch(FlowError):
    """What `@catch` records when the task's process died, so that there is no exception of user code."""

    code = "F108"
    headline = "Task execution failed, and @catch took over"


class ConfigError(FlowError):
    """A config cannot be found, read, or used as it is written."""

    code = "F120"
    headline = "Config error"


class ConfigKeyError(ConfigError, AttributeError, KeyError):
    """A config has no such key; `config.key` and `config["key"]` raise the same."""

    code = "F121"
    headline = "Config error"

    __str__ = ConfigError.__str__  # KeyError would put it in quotes


class RunError(FanfoldError):
    """The run or its machines: a folder, a disk, a lock, a run that is not there.

    `run` is the client's object for the run, where one that had begun was asked for from Python.
    """

    code = "F200"
    headline = "Run error"
    run: Any = None


class NotFoundError(RunError):
    """A flow, run, step, task or artifact that does not exist."""

    code = "F201"
    headline = "Object not found"


class InvalidPathspecError(NotFoundError):
    """A pathspec that has too few names for what it is to name, or too many."""

    code = "F208"
    headline = "Invalid pathspec"


class NamespaceMismatchError(NotFoundError):
    """What exists, in another namespace than the current one."""

    code = "F209"
    headline = "Object not in the current namespace"


class StorageError(RunError):
    """The run's folder cannot be read or written (full, read-only, gone)."""

    code = "F202"
    headline = "Storage error"


class DamageError(StorageError):
    """Bytes on disk are not the bytes that were written."""

    code = "F203"
    headline = "Damaged data"


class FormatError(StorageError):
    """A folder that a newer version wrote."""

    code = "F204"
    headline = "Unknown format"


class RunBusyError(RunError):
    """The run is still going, in another process."""

    code = "F205"
    headline = "The run is still going"


class CodeChangedError(RunError):
    """A file of the flow changed while the run was going."""

    code = "F206"
    headline = "Code changed during the run"


class TaskFailedError(RunError):
    """A task failed for good, and with it the run."""

    code = "F207"
    headline = "Step failure"


class UsageError(FanfoldError):
    """A command line that cannot be understood. Exit code 2."""

    code = "F300"
    headline = "Usage error"


class TagError(UsageError):
    """A text that cannot be a tag, a tag too many, or one that may not be removed."""

    code = "F301"
    headline = "Tag error"


class EngineBug(FanfoldError):
    """Ours. Please report it."""

    code = "F900"
    headline = "fanfold failed; please report this"
