"""The README's table of costs: put there from a run, never typed."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- bench: put here by `python -m benchmarks --name … --readme` -->"
END = "<!-- /bench -->"


def fill(readme: Path, table: str, source: Path) -> None:
    """Put the table between the README's two marks, with the file below `results/` that it came from."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin and end, f"{readme.name} has lost its marks {BEGIN} and {END}"
    place = source.relative_to(readme.parent).as_posix()
    filled = f"{BEGIN}\n{table}\nMeasured by `make bench`, and kept in [{place}]({place}).\n{END}"
    readme.write_text(before + filled + after, encoding="utf-8")
