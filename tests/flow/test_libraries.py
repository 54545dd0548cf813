"""What `@conda` and `@pypi` declare is compared with the Python that runs the flow."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pytest

from fanfold.flow.decorators import conda, conda_base, pypi, pypi_base
from fanfold.flow.decorators.libraries import fits, libraries_note
from fanfold.flow.decorators.notes import notes_of
from fanfold.flow.spec import FlowSpec, step

CLICK = version("click")


@pytest.mark.parametrize(
    ("there", "wish"),
    [
        ("2.1.0", ""),
        ("2.1.0", "2.1"),
        ("2.1.0+cu118", "==2.1.0"),
        ("2.1.3", "2.1.*"),
        ("2.1.3", ">=2,<3"),
        ("2.1.3", "~=2.1"),
        ("2.1.3", "!=2.1.4"),
        ("2.10.0", ">2.9"),
        ("2.1.0", "*"),
        ("2.1.0", "from git"),
    ],
)
def test_a_version_fits_what_is_wished_for(there: str, wish: str) -> None:
    assert fits(there, wish)


@pytest.mark.parametrize(
    "wish", ["2.1.1", "==2", ">2.1", "<2", "~=2.2", "!=2.1", "2.2.*", ">=2,<2.1", "===2.0"]
)
def test_a_version_does_not_fit_another_wish(wish: str) -> None:
    assert not fits("2.1.0", wish)


def test_what_is_missing_is_told_by_step_with_one_command() -> None:
    @pypi_base(packages={"click": "0.1"}, python="3.1")
    class Flow(FlowSpec):
        @conda(libraries={"no-such-thing": ">=2"}, packages={"conda-forge::click": CLICK})
        @step
        def start(self) -> None:
            self.next(self.middle)

        @pypi(packages={"no-such-thing": ">=2", "pytest": ""})
        @step
        def middle(self) -> None:
            self.next(self.end)

        @conda(disabled=True)
        @step
        def end(self) -> None:
            pass

    note = libraries_note(Flow)
    assert note.startswith("declared by the flow and not so in this Python: ")
    assert "no-such-thing >=2 is missing (start, middle)" in note
    assert f"click 0.1 is {CLICK} (middle)" in note
    assert f"python 3.1 is {platform.python_version()} (start, middle)" in note
    assert note.endswith("pip install 'no-such-thing>=2' click==0.1")
    assert note in notes_of(Flow)


def test_nothing_is_said_where_nothing_is_missing() -> None:
    @conda_base(packages={"click": CLICK}, python=platform.python_version().rpartition(".")[0])
    class Flow(FlowSpec):
        @step
        def start(self) -> None: ...

    assert libraries_note(Flow) == ""
    assert len(notes_of(Flow)) == 1
