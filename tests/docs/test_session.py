"""A page that is wrong is found: each kind of block, played right and played wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.page import blocks_of
from tests.docs.session import PageError, Session

FLOW = """\
from fanfold import FlowSpec, step

class SmallFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.end)

    @step
    def end(self):
        print(len(self.words), "words")
"""
STEPS = """\
    @step
    def start(self):
        self.numbers = {3, 4}
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.squared = self.input**2
        self.next(self.join)

    @step
    def join(self, inputs):
        print(sorted(inp.squared for inp in inputs))
        self.next(self.end)
"""


def fence(text: str, info: str, *, mark: str = "") -> str:
    """A block as it stands in a page."""
    return (f"<!-- {mark} -->\n" if mark else "") + f"```{info}\n{text}```\n"


def play(folder: Path, *blocks: str) -> None:
    """A page of these blocks, from top to bottom."""
    page = folder / "page.md"
    page.write_text("# A page\n\n" + "\nWords between.\n\n".join(blocks), encoding="utf-8")
    session = Session(folder)
    for block in blocks_of(page):
        session.play(block)


@pytest.mark.processes
def test_a_page_that_is_right_is_played_to_its_end(tmp_path: Path) -> None:
    play(
        tmp_path,
        fence(FLOW, 'python title="small.py"'),
        fence(
            "$ fanfold run small.py\n…\n[end] 2 words\n…\n$ cd .fanfold && ls -d S*\nSmallFlow\n", "console"
        ),
        fence("$ test -f page.md\n$ ls nowhere  # exit code 2\nls: …\n$ echo $?\n2\n", "console"),
        fence("from fanfold import Flow\nprint(Flow('SmallFlow').latest_run.successful)\n", "python"),
        fence("True\n", "text", mark="prints"),
        fence(STEPS, "python", mark="steps"),
        fence(">>> from fanfold import Flow\n>>> Flow('PageFlow').latest_run\nRun('PageFlow/…')\n", "pycon"),
        fence("self.next(self.square, foreach='numbers')\n", "python", mark="fragment"),
        fence("pip install fanfold\n", "sh", mark="not run: it needs a network"),
        fence("$ pwd\n~/flows\n$ echo took 12ms\ntook 1.5s\n", "console"),
        fence("anything at all\n", "text"),
    )


WRONG = {
    "a script that raises": (fence("1 / 0\n", "python"), "ZeroDivisionError"),
    "a flow that fails": (fence(FLOW.replace("len", "undefined"), "python"), "undefined"),
    "steps that are no flow": (fence(STEPS.replace("start", "begin"), "python", mark="steps"), "start"),
    "a part that is not Python": (fence("self.next(\n", "python", mark="fragment"), "is not Python"),
    "a file that is not Python": (fence("class:\n", 'python title="x.py"'), "is not Python"),
    "output that differs": (fence("$ echo fold\nfan\n", "console"), "| fan"),
    "output that goes on": (fence("$ printf 'a\\nb\\n'\na\n", "console"), "| b"),
    "a command that fails": (fence("$ false\n", "console"), "exit code 1"),
    "a command that should fail": (fence("$ true  # exit code 1\n", "console"), "exit code 0"),
    "a session that differs": (fence(">>> 1 + 1\n3\n", "pycon"), "Expected"),
    "a print that differs": (
        fence("print(1)\n", "python") + fence("2\n", "text", mark="prints"),
        "| 1",
    ),
    "a shell without prompts": (fence("make\n", "sh"), "$ before each command"),
    "nothing to say why": (fence("make\n", "sh", mark="not run"), "say why"),
    "a mark with a slip": (fence("x\n", "python", mark="fragmnet"), "nobody knows"),
}


@pytest.mark.processes
@pytest.mark.parametrize("case", WRONG)
def test_a_page_that_is_wrong_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    blocks, said = WRONG[case]
    with pytest.raises(PageError) as caught:
        play(tmp_path, blocks)
    assert said in str(caught.value)
    assert "page.md:" in str(caught.value)


def test_a_fence_where_nobody_would_see_it_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("!!! note\n\n    ```python\n    1 / 0\n    ```\n", encoding="utf-8")
    with pytest.raises(ValueError, match="indented"):
        blocks_of(page)


def test_output_before_the_first_command_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="begins with"):
        play(tmp_path, fence("2 words\n", "console"))
