"""The errors that a reader meets, in three families by who must act.

The flow's author: `FlowError` and below. The run and its machines: `RunError` and below. Us: `EngineBug`.
Each has a code, one sentence of what happened, where (file and line, if known), and what to do. All survive
pickling: the fields are the arguments.

What a class's docstring says is what `fanfold help CODE` and the documentation say: what it means and, in
further paragraphs, what to do.
"""

from __future__ import annotations

from typing import Any


class FanfoldError(Exception):
    """The parent of every error that fanfold raises for a reader.

    Catch it where any of them will do.
    """

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
        """The error as it is shown: headline with the place and the code, message, remedy."""
        place = "".join(
            [f" in {self.file}" if self.file else "", f" on line {self.line}" if self.line else ""]
        )
        lines = [f"{self.headline}{place} ({self.code}):", f"    {self.message}"]
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
    """The flow's author must act: the flow asks for what cannot be done.

    The message says what, and where in the flow's file. Change the flow, and run or resume it.
    """

    code = "F100"
    headline = "Flow error"


class LintError(FlowError):
    """The graph of the flow cannot run. Nothing was started. `rule` names the lint rule.

    The message says what to write instead; the page of the lint rule has an example, wrong and right.
    """

    code = "F101"
    headline = "Validity checker found an issue"
    rule: str = ""


class InvalidNextException(FlowError):
    """A `self.next()` that cannot be followed with the data that the task has found.

    A foreach over a variable that does not exist or over nothing, a case that there is none of: look at the
    line that is named. If no items are fine, write `allow_empty=True`.
    """

    code = "F102"
    headline = "Invalid self.next() transition detected"


class UnpicklableArtifactError(FlowError):
    """An artifact or item that cannot be pickled; the message names it, the path inside it and the type.

    Keep such an object (an open file, a connection, a lock, a lambda) in a local variable, and only what can
    be stored in `self`; or make it anew in each step from what it was made of.
    """

    code = "F103"
    headline = "Cannot pickle"


class ParameterError(FlowError):
    """A parameter's definition or value is wrong. Nothing was started.

    Where a file and a line are named, the definition has to be changed; otherwise give another value.
    `python FLOW.py run --help` lists the parameters.
    """

    code = "F104"
    headline = "Parameter error"


class MergeConflictError(FlowError):
    """`merge_artifacts` met values that differ. `artifact_names` lists each once.

    Set these artifacts in the join before you merge, or leave them out:
    `self.merge_artifacts(inputs, exclude=[…])`.
    """

    code = "F105"
    headline = "Unhandled artifacts in merge"

    def __init__(
        self, message: str = "", artifact_names: list[str] | None = None, *, remedy: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.artifact_names = artifact_names or []


class MissingInMergeError(MergeConflictError):
    """`merge_artifacts(include=…)` named artifacts that no input has.

    Correct the names, or set the artifacts in the steps before the join.
    """

    code = "F106"
    headline = "Missing artifacts in merge"


class TaskTimeoutError(FlowError):
    """Raised inside a step when its `@timeout` has passed.

    Give it more time, or each task less to do. A step may catch it to clean up.
    """

    code = "F107"
    headline = "Timeout"


class FailureHandledByCatch(FlowError):
    """What `@catch` records when the task's process died, so that there is no exception of user code.

    Its text says how the process died: by which signal, or after which timeout.
    """

    code = "F108"
    headline = "Task execution failed, and @catch took over"


class ConfigError(FlowError):
    """A config cannot be found, read, or used as it is written.

    The message names the file and the place in it. Nothing was started.
    """

    code = "F120"
    headline = "Config error"


class ConfigKeyError(ConfigError, AttributeError, KeyError):
    """A config has no such key; `config.key` and `config["key"]` raise the same.

    The message names the keys that come near.
    """

    code = "F121"
    headline = "Config error"

    __str__ = ConfigError.__str__  # KeyError would put it in quotes


class ConfigValueError(ConfigError):
    """What a config is given cannot be found, or is not what it can be read from.

    The message names the file and the place in it. Give another one with `--config NAME PATH`, or correct
    it; paths are relative to the working directory. Nothing was started; the exit code is 2.
    """

    code = "F122"


class RunError(FanfoldError):
    """The run or its machines: a folder, a disk, a lock, a run that is not there.

    The message says what is missing or in the way; the flow need not be changed. `run` is the client's object
    for the run, where one that had begun was asked for from Python.
    """

    code = "F200"
    headline = "Run error"
    run: Any = None


class NotFoundError(RunError):
    """A flow, run, step, task or artifact that does not exist where it was looked for.

    Check the name: the message lists near ones. If it should be there, it may have been recorded in another
    folder (`FANFOLD_HOME`, or the nearest `.fanfold` upward).
    """

    code = "F201"
    headline = "Object not found"


class InvalidPathspecError(NotFoundError):
    """A pathspec that has too few names for what it is to name, or too many.

    `Flow/run`, `Flow/run/step`, `Flow/run/step/task`, `Flow/run/step/task/artifact`.
    """

    code = "F208"
    headline = "Invalid pathspec"


class NamespaceMismatchError(NotFoundError):
    """What exists, in another namespace than the current one.

    `fanfold.namespace(None)` shows everybody's runs.
    """

    code = "F209"
    headline = "Object not in the current namespace"


class StorageError(RunError):
    """The run's folder cannot be read or written: the disk is full, read-only or gone.

    What was recorded is safe. Make room, or set `FANFOLD_HOME` to another disk, and resume.
    """

    code = "F202"
    headline = "Storage error"


class DamageError(StorageError):
    """Bytes on disk are not the bytes that were written: a checksum does not match.

    `fanfold verify RUN` names everything that is damaged. Restore the folder from a copy, or run the damaged
    step and all after it again with `resume STEP`. And look after the disk.
    """

    code = "F203"
    headline = "Damaged data"


class FormatError(StorageError):
    """A folder that a newer version of fanfold wrote.

    Read it with that version; the message names it.
    """

    code = "F204"
    headline = "Unknown format"


class RunBusyError(RunError):
    """The run is still going, in another process, perhaps on another machine.

    Wait for its end, or end it (Ctrl-C, SIGTERM). Nobody needs to remove a lock: it goes with its process.
    """

    code = "F205"
    headline = "The run is still going"


class CodeChangedError(RunError):
    """A file of the flow changed while the run was going, so that a new process would mix old and new.

    Resume: what is done is kept, and the rest runs with the code as it is now.
    """

    code = "F206"
    headline = "Code changed during the run"


class TaskFailedError(RunError):
    """A task failed for good, and with it the run. Everything that was done is recorded.

    The lines before it say what failed and where; `fanfold show RUN --failed` and `fanfold logs RUN` say
    more, and `debug` runs one task again in your terminal. Mend the cause and type `resume`. Where `map` was
    called, `results` is what is done.
    """

    code = "F207"
    headline = "Step failure"
    results: Any = None


class UsageError(FanfoldError):
    """A command line that cannot be understood. Nothing was done; the exit code is 2.

    Add `--help` to see what can be written.
    """

    code = "F300"
    headline = "Usage error"


class TagError(UsageError):
    """A text that cannot be a tag, a tag too many, or one that may not be removed.

    The message says what a tag may be.
    """

    code = "F301"
    headline = "Tag error"


class EngineBug(FanfoldError):
    """A mistake of ours. What was recorded is safe.

    Please report it with all that was printed. `resume` goes on.
    """

    code = "F900"
    headline = "fanfold failed; please report this"
