"""The names of cards, under the paths that flows and types of cards import them from."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.flow.alias import ALIAS_FOLDER
from tests.flow_process import run_python

pytestmark = pytest.mark.processes

IMPORTS = f"""
import sys
sys.path.insert(0, {str(ALIAS_FOLDER)!r})
from metaflow.cards import (
    Artifact, BlankCard, DefaultCard, Error, ErrorCard, EventsTimeline, Image, JSONViewer, Markdown,
    MetaflowCard, MetaflowCardComponent, PageComponent, ProgressBar, PythonCode, Table, ValueBox, VegaChart,
    YAMLViewer, get_cards,
)
import metaflow.cards
import fanfold.cards
from metaflow.plugins.cards.card_client import CardContainer
from metaflow.plugins.cards.card_modules import MetaflowCard as Same
from metaflow.plugins.cards.card_modules.basic import DefaultCard as AlsoDefault
from metaflow.plugins.cards.card_modules.card import MetaflowCardComponent as SameComponent
from metaflow.plugins.cards.card_modules.components import Markdown as SameMarkdown
assert (Same, SameComponent, SameMarkdown, AlsoDefault) == (
    MetaflowCard, MetaflowCardComponent, Markdown, DefaultCard
)
for name in fanfold.cards.__all__:
    assert getattr(metaflow.cards, name) is getattr(fanfold.cards, name), name
from metaflow.cards import *
print("all there")
"""


def test_cards_are_found_where_flows_import_them_from(tmp_path: Path) -> None:
    done = run_python("-c", IMPORTS, home=tmp_path / "runs", folder=tmp_path)
    assert done.out == "all there\n", done


def test_importing_a_component_loads_no_templates_and_no_parser(tmp_path: Path) -> None:
    script = (
        "import sys; from fanfold.cards import Markdown, Table, Image; Markdown('x'); Table([[1]]); "
        "print({'jinja2', 'markdown_it', 'fanfold.client', 'PIL', 'matplotlib'} & set(sys.modules))"
    )
    done = run_python("-c", script, home=tmp_path / "runs", folder=tmp_path)
    assert done.out == "set()\n", done
