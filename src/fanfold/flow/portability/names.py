"""Names that Metaflow does not have: imports, arguments of `Parameter`, attributes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fanfold.flow.portability.finding import Finding
from fanfold.flow.portability.reference import NAMES, PARAMETER_ARGUMENTS
from fanfold.flow.portability.source import FlowSource, called


def findings(source: FlowSource) -> Iterator[Finding]:
    """What is imported, and what `Parameter` is given."""
    for file, tree in source.trees.items():
        for part in ast.walk(tree):
            if isinstance(part, ast.ImportFrom):
                yield from _from(file, part)
            elif isinstance(part, ast.Import):
                yield from _import(file, part)
            elif called(part) in ("Parameter", "IncludeFile", "Config"):
                assert isinstance(part, ast.Call)
                yield from _parameter(file, part)


def _from(file: str, part: ast.ImportFrom) -> Iterator[Finding]:
    module = part.module or ""
    if part.level or module.partition(".")[0] != "fanfold":
        return
    unknown = [each.name for each in part.names if module != "fanfold" or each.name not in NAMES]
    known = [each.name for each in part.names if each.name not in unknown]
    if known:
        instead = f"from metaflow import {', '.join(known)}; `fanfold run` takes that too."
        yield Finding(
            file, part.lineno, True, "Metaflow flows import from metaflow, not from fanfold.", instead
        )
    if unknown:
        what = f"{', '.join(unknown)} of {module}: Metaflow has no such name."
        yield Finding(file, part.lineno, True, what, "Leave it out, or import it only where it is there.")


def _import(file: str, part: ast.Import) -> Iterator[Finding]:
    for each in part.names:
        if each.name.partition(".")[0] == "fanfold" and each.name != "fanfold.as_metaflow":
            yield Finding(
                file,
                part.lineno,
                True,
                "Metaflow flows import from metaflow, not from fanfold.",
                "import metaflow; `fanfold run` takes that too.",
            )


def _parameter(file: str, part: ast.Call) -> Iterator[Finding]:
    for keyword in part.keywords:
        if keyword.arg in PARAMETER_ARGUMENTS:
            yield Finding(
                file,
                keyword.value.lineno,
                True,
                f"{called(part)}({keyword.arg}=): Metaflow does not know this argument.",
                "Leave it out; give secrets by @secrets or the environment.",
            )
