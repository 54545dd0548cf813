"""A reader who types a page from top to bottom, in a folder of his own."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

from tests.docs.console import commands_of, results_of, script_of
from tests.docs.page import Block
from tests.docs.wording import HOME, agrees
from tests.flow_process import FlowProcess, run_command, users_environment

DOCTEST = Path(__file__).with_name("doctested.py")
SHELLS = ("sh", "bash", "shell", "zsh")
STEPS = """\
from fanfold import *

class PageFlow(FlowSpec):
{steps}
"""
END = """
    @step
    def end(self):
        pass
"""


class PageError(AssertionError):
    """What a page says is not so."""

    def __init__(self, block: Block, problem: str) -> None:
        super().__init__(f"{block}: {problem}")


class Session:
    """Goes through the blocks of one page in a folder, which keeps the files and runs that they leave."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._printed = ""
        # Found before any other on the way up; and `~` is this folder, so that no setting of ours counts.
        (folder / ".fanfold").mkdir()
        self._environment = users_environment() | {"HOME": str(folder), "COLUMNS": "100"}
        self._environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    def play(self, block: Block) -> None:
        """Do with the block what a reader would.

        Raises:
            PageError: it does not work, or does other than the page says.
        """
        self._way(block)(block)

    def _way(self, block: Block) -> Callable[[Block], None]:
        match block:
            case Block(mark=mark) if mark.startswith("not run"):
                return _given_reason
            case Block(mark="fragment", language="python"):
                return _parsed
            case Block(mark="steps", language="python"):
                return self._run_steps
            case Block(mark="prints"):
                return self._compare_printed
            case Block(mark=mark) if mark:
                return _unknown_mark
            case Block(title=title) if title:
                return self._write
            case Block(language="python"):
                return self._run_python
            case Block(language="pycon"):
                return self._run_doctest
            case Block(language="console"):
                return self._run_console
            case Block(language=language) if language in SHELLS:
                return _refused_shell
        return _only_shown

    def _write(self, block: Block) -> None:
        file = self._folder / block.title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")
        if block.language == "python":
            _parsed(block)

    def _run_python(self, block: Block) -> None:
        file = self._folder / f"block_of_line_{block.line}.py"
        file.write_text(block.text, encoding="utf-8")
        self._run(block, *_python_command(file, block.text))

    def _run_steps(self, block: Block) -> None:
        """The steps of a flow, without its class, and without an empty last step."""
        steps = indent(dedent(block.text), "    ")
        file = self._folder / f"steps_of_line_{block.line}.py"
        file.write_text(STEPS.format(steps=steps if "def end(" in steps else steps + END), encoding="utf-8")
        self._run(block, "-m", "fanfold", "run", file.name)

    def _run_doctest(self, block: Block) -> None:
        file = self._folder / f"block_of_line_{block.line}.pycon"
        file.write_text(block.text, encoding="utf-8")
        self._run(block, str(DOCTEST), file.name)

    def _run(self, block: Block, *arguments: str) -> None:
        done = self._done(sys.executable, *arguments)
        if done.exit_code:
            raise PageError(block, f"the block fails with {done}")
        self._printed = done.out

    def _compare_printed(self, block: Block) -> None:
        if not agrees(block.text, self._printed):
            raise PageError(block, _difference(block.text, self._printed))

    def _run_console(self, block: Block) -> None:
        commands = commands_of(block.text)
        results = results_of(self._as_shown(self._done("bash", "-c", script_of(commands)).out))
        for command, (printed, exit_code) in zip(commands, results, strict=True):
            if exit_code != command.exit_code:
                raise PageError(block, f"$ {command.text}\nends with exit code {exit_code}:\n{printed}")
            if command.shown and not agrees(command.shown, printed):
                raise PageError(block, f"$ {command.text}\n{_difference(command.shown, printed)}")

    def _as_shown(self, printed: str) -> str:
        return printed.replace(str(self._folder), HOME)

    def _done(self, *command: str) -> FlowProcess:
        return run_command(*command, environment=self._environment, folder=self._folder)


def _python_command(file: Path, text: str) -> list[str]:
    """How a reader would run this: as a script, or as the flow that it is."""
    body = ast.parse(text).body
    if not any(isinstance(part, ast.ClassDef) and "FlowSpec" in ast.unparse(part.bases[0]) for part in body):
        return [file.name]
    if "__main__" in text:
        return [file.name, "run"]
    defines = (ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    return (
        ["-m", "fanfold", "run", file.name]
        if all(isinstance(part, defines) for part in body)
        else [file.name]
    )


def _difference(shown: str, printed: str) -> str:
    return f"the page shows\n{_quoted(shown)}\nand this was printed\n{_quoted(printed)}"


def _quoted(text: str) -> str:
    return indent(text.strip(), "  | ")


def _given_reason(block: Block) -> None:
    if not block.mark.removeprefix("not run").strip(": "):
        raise PageError(block, "say why it is not run: <!-- not run: it needs a cluster -->")


def _parsed(block: Block) -> None:
    try:
        ast.parse(dedent(block.text))
    except SyntaxError as error:
        raise PageError(block, f"is not Python: {error}") from error


def _unknown_mark(block: Block) -> None:
    raise PageError(block, f"nobody knows what <!-- {block.mark} --> means; see tests/docs/session.py")


def _refused_shell(block: Block) -> None:
    raise PageError(block, "write ```console and a $ before each command, or <!-- not run: why --> above it")


def _only_shown(block: Block) -> None:
    """Text, a picture, a table: nothing to run."""
