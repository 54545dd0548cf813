"""The templates of this package. Importing this compiles those that most cards need: a process of its own for
each task is forked from one that has imported what the first task did, and so has them compiled already.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

ENVIRONMENT = Environment(
    loader=PackageLoader("fanfold.cards"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

for _name in ("page.html", "task.html", "table.html"):
    ENVIRONMENT.get_template(_name)
