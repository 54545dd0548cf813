"""Cards of tasks that run: seen from anywhere while they change, and replaced by the one that is recorded."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from fanfold.cards.container import cards_of, get_cards
from fanfold.client.run import Run
from tests.cards.browser import PHONE, opened, running_browser
from tests.cards.recorded_cards import all_runs, card_of, newest, record, task_of
from tests.flow_process import PROCESS_SECONDS_MAX, run_fanfold

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where two runs lie: one to its end, and one whose last task was killed."""
    home = tmp_path_factory.mktemp("showing") / "runs"
    whole = record("showing.py", home=home)
    assert whole.exit_code == 0, whole
    killed = record("showing.py", "--killed", "True", home=home)
    assert killed.exit_code == 1, killed
    return home


@pytest.fixture(scope="module")
def whole(home: Path) -> Run:
    return all_runs(home, "ShowingFlow")[0]


def test_a_running_task_shows_what_its_cards_hold_by_now(whole: Run) -> None:
    data = task_of(whole, "start").data
    assert data.live == [True, True, True]
    seen = data.seen["default"]
    assert "3 rows" not in seen
    for text in ("2 / 3", "turn 2", "running", "printed before it was looked at", "a name"):
        assert text in seen
    assert "turn 3 of a name" in data.seen["ticking"]
    assert "html" not in data.seen, "a type that is drawn at the end only"


def test_a_page_of_a_running_task_loads_itself_anew(whole: Run) -> None:
    data = task_of(whole, "start").data
    assert '<meta http-equiv="refresh" content="7">' in data.seen["default"]
    assert '<meta http-equiv="refresh" content="5">' in data.seen["ticking"]
    assert "<meta http-equiv" not in cards_of(task_of(whole, "start"))[0].get()


def test_other_processes_find_the_cards_of_a_running_task(whole: Run) -> None:
    data = task_of(whole, "start").data
    assert data.got == data.seen["ticking"]
    assert re.findall(r"/0 +(\w+) .*still running", data.listed) == ["default", "ticking", "choosy"]


def test_a_loop_that_refreshes_all_the_time_draws_now_and_then(whole: Run) -> None:
    html = card_of(whole, "start", type="ticking").get()
    drawn = re.search(r"drawn (\d+) times", html)
    assert drawn is not None
    assert 3 <= int(drawn[1]) < 1000


def test_a_type_says_itself_when_it_is_to_be_drawn_anew_and_what_its_script_is_told(whole: Run) -> None:
    assert card_of(whole, "start", type="choosy").get() == "drawn 1 times"
    page = task_of(whole, "start").data.seen["choosy"]
    assert page.endswith('<script>metaflow_card_update({"twice": 2, "bad": "<\\/script>"})</script>\n')


def test_the_recorded_card_takes_the_place_of_what_was_shown(whole: Run) -> None:
    assert [card.is_live for card in cards_of(task_of(whole, "start"))] == [False, False, False, False]
    assert card_of(whole, "start", type="html").get() == "<p>made at last</p>"
    assert list((whole.path / "cards").iterdir()) == []


def test_what_a_killed_task_showed_last_is_kept(home: Path) -> None:
    run = newest(home, "ShowingFlow")
    (card,) = cards_of(run["end"]["0"])
    assert card.is_live
    assert "the last that was seen" in card.get()


def test_a_card_can_be_made_later_of_any_type(home: Path, whole: Run) -> None:
    made = run_fanfold(
        "card", "create", f"{whole.id}/start", "--type", "blank", "--id", "late", "--options",
        '{"title": "Made later"}', home=home,
    )  # fmt: skip
    assert made.exit_code == 0, made
    (card,) = get_cards(task_of(whole, "start"), id="late")
    assert (card.type, card.path) == ("blank", made.out.strip())
    assert "Made later" in card.get()
    of_flow = run_fanfold("card", "create", f"{whole.id}/start", "--type", "ticking", home=home)
    assert "at the end" in Path(of_flow.out.strip()).read_text(encoding="utf-8"), of_flow
    whole_task = run_fanfold("card", "create", f"{whole.id}/start", home=home)
    assert "a name" in Path(whole_task.out.strip()).read_text(encoding="utf-8"), whole_task
    for arguments, told in (
        (("--type", "nobody"), "There is no card of type 'nobody'"),
        (("--options", "["), "--options is no JSON"),
        (("--options", "[]"), "--options is no mapping"),
    ):
        refused = run_fanfold("card", "create", f"{whole.id}/start", *arguments, home=home)
        assert refused.exit_code == 2
        assert told in refused.err


@pytest.fixture
def server(home: Path, whole: Run) -> Iterator[str]:
    """`fanfold card server`; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fanfold", "card", "server", "--run-id", whole.id, "--port", "0"],
        env={**os.environ, "FANFOLD_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    yield address[0]
    process.terminate()
    process.communicate(timeout=PROCESS_SECONDS_MAX)


def test_a_server_is_a_page_from_which_cards_are_opened(server: str, whole: Run) -> None:
    with running_browser() as browser, opened(browser, server, width=PHONE) as seen:
        assert seen.text(".pathspec") == whole.pathspec
        assert seen.number("document.documentElement.scrollWidth") <= PHONE
        seen.page.get_by_role("link", name="tick", exact=True).click()
        seen.page.wait_for_url("**/ticking.tick")
        assert "at the end" in seen.text("body")
        assert [url for url in seen.asked if not url.startswith((server, "data:"))] == []


def test_a_server_lists_a_runs_cards_and_gives_them_to_this_machine_only(server: str, whole: Run) -> None:
    with urlopen(server) as answer:
        listed = answer.read().decode()
    assert whole.pathspec in listed
    links = re.findall(r'href="/(card/[^"]+)"', listed)
    assert "card/start/0/ticking.tick" in links
    with urlopen(server + "card/start/0/default.") as answer:
        assert answer.read().decode() == cards_of(task_of(whole, "start"))[0].get()
    with pytest.raises(HTTPError, match="404"):
        urlopen(server + "card/start/0/nothing.")
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(server, headers={"Host": "elsewhere.example"}))
