"""A flow's file runs under `fanfold` as it does under `python`, and needs less."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_fanfold, run_python

pytestmark = pytest.mark.processes

STATE = """
import sys, __main__
from fanfold import FlowSpec, step

class Probe(FlowSpec):
    @step
    def start(self):
        pass

import beside
spec = __spec__ and __spec__.name
print([__name__, __file__, __package__, spec, sys.argv, sys.path[0], beside.word])
print(Probe.__module__, sys._getframe().f_code.co_filename, __main__.__dict__ is globals())
"""
MAIN = """
if __name__ == "__main__":
    Probe()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a flow's file of an awkward name, and what it imports."""
    place = tmp_path / "my flows"
    place.mkdir()
    (place / "flöw-a b.py").write_text(STATE + MAIN, encoding="utf-8")
    (place / "beside.py").write_text("word = 'there'\n", encoding="utf-8")
    return place


def fanfold(folder: Path, *words: str) -> FlowProcess:
    """`fanfold WORDS` in this folder."""
    return run_fanfold(*words, home=folder / "runs", folder=folder)


def python(folder: Path, *words: str) -> FlowProcess:
    """`python WORDS` in this folder."""
    return run_python(*words, home=folder / "runs", folder=folder)


def test_a_file_sees_what_python_would_show_it(folder: Path) -> None:
    path = "my flows/flöw-a b.py"
    here = folder.parent
    expected = python(here, path, "version")
    assert expected.exit_code == 0, str(expected)
    assert fanfold(here, path, "version") == expected


def test_a_module_sees_what_python_would_show_it(folder: Path) -> None:
    package = folder / "pkg"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "flow.py").write_text(STATE + MAIN, encoding="utf-8")
    expected = python(folder, "-m", "pkg.flow", "version")
    assert expected.exit_code == 0, str(expected)
    assert fanfold(folder, "-m", "pkg.flow", "version") == expected


def test_a_link_to_a_file_finds_what_lies_beside_the_file(folder: Path) -> None:
    (folder.parent / "link.py").symlink_to(folder / "flöw-a b.py")
    expected = python(folder.parent, "link.py", "version")
    assert expected.exit_code == 0, str(expected)
    assert fanfold(folder.parent, "link.py", "version") == expected


def test_a_file_needs_no_main_block(folder: Path) -> None:
    (folder / "flow.py").write_text(STATE, encoding="utf-8")
    done = fanfold(folder, "flow.py", "version")
    assert done.exit_code == 0, str(done)
    assert done.out.endswith("fanfold " + _version() + "\n")


def test_a_flow_s_own_init_is_not_in_the_way(folder: Path) -> None:
    text = STATE.replace("    @step\n", "    def __init__(self, wanted):\n        pass\n\n    @step\n", 1)
    (folder / "flow.py").write_text(text, encoding="utf-8")
    assert fanfold(folder, "flow.py", "version").exit_code == 0


def test_of_several_flows_one_is_named(folder: Path) -> None:
    text = STATE + "class Base(FlowSpec): pass\nclass One(Base): pass\nclass Two(Base): pass\n"
    (folder / "flow.py").write_text(text, encoding="utf-8")
    done = fanfold(folder, "flow.py", "version")
    assert done.exit_code == 1
    assert "several flows in it: Probe, One, Two" in done.err
    assert "flow.py:Probe" in done.err
    assert fanfold(folder, "flow.py:Two", "version").exit_code == 0
    wrong = fanfold(folder, "flow.py:Three", "version")
    assert wrong.exit_code == 1
    assert "no flow Three" in wrong.err


def test_the_flow_that_was_named_wins_over_the_main_block(folder: Path) -> None:
    text = STATE + "class Other(FlowSpec):\n    '''Other doc.'''\n" + MAIN
    (folder / "flow.py").write_text(text, encoding="utf-8")
    done = fanfold(folder, "flow.py:Other", "--help")
    assert done.exit_code == 0, str(done)
    assert "Other doc." in done.out


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("broken.py", "x = 1\ny = (2,\n", ["broken.py on line 2", "'(' was never closed"]),
        ("empty.py", "", ["There is no flow in it", "empty.py"]),
        ("nulls.py", "\0", ["nulls.py", "null bytes"]),
        ("folder", None, ["folder is a folder"]),
        ("gone.py", None, ["There is no file gone.py"]),
    ],
)
def test_a_file_that_cannot_be_run_is_one_clear_error(
    folder: Path, name: str, text: str | None, said: list[str]
) -> None:
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    elif name == "folder":
        (folder / name).mkdir()
    done = fanfold(folder, "run", name)
    assert done.exit_code == 1
    assert all(words in done.err for words in said), str(done)
    assert "Traceback" not in done.err


def test_an_error_in_the_file_shows_the_user_s_own_lines_only(folder: Path) -> None:
    (folder / "flow.py").write_text("import beside\nimport not_there\n", encoding="utf-8")
    done = fanfold(folder, "run", "flow.py")
    assert done.exit_code == 1
    assert 'flow.py", line 2' in done.err
    assert "No module named 'not_there'" in done.err
    assert done.err.count("  File ") == 1


@pytest.mark.parametrize("start", [["flow.py"], ["-m", "fanfold", "run", "flow.py"]])
def test_a_decorator_that_is_wrong_is_told_without_a_traceback(folder: Path, start: list[str]) -> None:
    text = "from fanfold import FlowSpec, retry, step\nclass F(FlowSpec):\n    @retry(tmies=3)\n    @step\n"
    (folder / "flow.py").write_text(text + "    def start(self): pass\n", encoding="utf-8")
    done = python(folder, *start)
    assert done.exit_code == 1
    assert "on line 3" in done.err
    assert "Traceback" not in done.err


def test_a_mistyped_command_is_told_from_a_missing_file(folder: Path) -> None:
    done = fanfold(folder, "chekc")
    assert done.exit_code == 2
    assert "Did you mean check?" in done.err


def _version() -> str:
    from fanfold._version import __version__

    return __version__


@pytest.mark.parametrize(
    "program",
    [
        "cProfile",
        "trace --count --summary -C trace",
        pytest.param(
            "pdb -c continue -c quit",
            marks=pytest.mark.skipif(
                sys.version_info[:3] == (3, 13, 0),
                reason="pdb of 3.13.0 takes the options of what it debugs for its own",
            ),
        ),
    ],
)
def test_a_flow_within_a_program_of_pythons_is_its_own_file(folder: Path, program: str) -> None:
    """A profiler is `__main__` itself, and executes the flow's file within."""
    (folder / "flow.py").write_text(
        "from fanfold import FlowSpec, step\n\nclass Probe(FlowSpec):\n    @step\n    def start(self):\n"
        "        raise ValueError('to be looked at')\n" + MAIN
    )
    done = python(folder, "-m", *program.split(), "flow.py", "run", "--inline")
    (run,) = (folder / "runs" / "Probe").glob("1*")
    assert (run / "code" / "flow.py").is_file(), done
    assert "python flow.py resume" in done.out, done
