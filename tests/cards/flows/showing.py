"""Cards while tasks run, as the task itself and a command beside it see them."""

import os
import signal
import subprocess
import sys

from metaflow import FlowSpec, Parameter, card, current, step
from metaflow.cards import Markdown, MetaflowCard, ProgressBar, get_cards


class Ticking(MetaflowCard):
    """Drawn with the data that refresh was given; counts how often."""

    type = "ticking"
    RUNTIME_UPDATABLE = True
    drawn = 0

    def render(self, task):
        return f"<html><head></head><body>at the end, drawn {self.drawn} times</body></html>"

    def render_runtime(self, task, data):
        type(self).drawn += 1
        return f"<html><head></head><body>turn {data['turn']} of {task.data.title}</body></html>"


class Choosy(MetaflowCard):
    """Says when it has to be drawn anew, and has a script that takes data."""

    type = "choosy"
    RUNTIME_UPDATABLE = True
    RELOAD_POLICY = MetaflowCard.RELOAD_POLICY_ONCHANGE
    drawn = 0

    def reload_content_token(self, task, data):
        return str(data["turn"] // 10)

    def refresh(self, task, data):
        return {"twice": 2 * data["turn"], "bad": "</script>"}

    def render(self, task):
        return f"drawn {self.drawn} times"

    def render_runtime(self, task, data):
        type(self).drawn += 1
        return "<p id=told></p><script>metaflow_card_update = data => told.innerText = data.twice</script>"


class ShowingFlow(FlowSpec):
    killed = Parameter("killed", default=False)

    @card(refresh_interval=7)
    @card(type="ticking", id="tick")
    @card(type="html")
    @card(type="choosy")
    @step
    def start(self):
        self.title = "a name"
        bar = ProgressBar(max=3, label="rows")
        current.card.append(bar, id="bar")
        for turn in (1, 2):
            current.card.components["bar"].update(turn, metadata=f"turn {turn}")
            current.card.refresh({"turn": turn}, force=True)
        print("printed before it was looked at")
        current.card.refresh({"turn": 3}, force=True)
        self.seen = {one.type: one.get() for one in get_cards(current.pathspec)}
        self.live = [one.is_live for one in get_cards(current.pathspec)]
        command = [sys.executable, "-m", "fanfold", "card", "get", current.pathspec, "--id", "tick"]
        self.got = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        listed = [sys.executable, "-m", "fanfold", "card", "list", current.run_id]
        self.listed = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
        for _ in range(2000):
            current.card.refresh({"turn": 4})
        self.html = "<p>made at last</p>"
        self.next(self.end)

    @card
    @step
    def end(self):
        current.card.append(Markdown("the last that was seen"))
        if self.killed:
            current.card.refresh()
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    ShowingFlow()
