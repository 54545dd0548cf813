"""Files and functions stay small enough to read."""

from __future__ import annotations

import pytest

from tests.house.sources import functions, package_files, python_files, shown

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    too_long = {
        f"{shown(path)}:{function.lineno} {function.name}": lines
        for path in python_files()
        for function in functions(path)
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert too_long == {}


def test_most_functions_fit_in_twelve_lines() -> None:
    """The rule is a habit, not a limit; a package that has lost the habit fails here."""
    lengths = sorted(
        (function.end_lineno or function.lineno) - function.lineno + 1
        for path in package_files()
        for function in functions(path)
    )
    if not lengths:
        pytest.skip("the package has no function yet")
    assert lengths[len(lengths) // 2] <= 12, f"the median function has {lengths[len(lengths) // 2]} lines"
