"""Cards that go wrong in every way, and types of the flow's own. No task fails because of a card."""

import time

from metaflow import FlowSpec, card, catch, current, retry, step
from metaflow.cards import Markdown, MetaflowCard, MetaflowCardComponent


class Loud(MetaflowCardComponent):
    """A component of the flow's own."""

    def __init__(self, text):
        self.text = text

    def render(self):
        return f"<strong class='loud'>{self.text.upper()}</strong>"


class Broken(MetaflowCardComponent):
    """A component that cannot be drawn."""

    def render(self):
        raise RuntimeError("no ink")


class Letter(MetaflowCard):
    """A type of the flow's own, which reads the task."""

    type = "letter"
    ALLOW_USER_COMPONENTS = True

    def __init__(self, options={}, components=[], graph=None):
        self.to = options.get("to", "nobody")
        self.parts = components

    def render(self, task):
        told = f"{task.id} {task['told'].data} {task.data.told} {task.finished} {task.parent.id}"
        return f"<p>Dear {self.to}, {told}</p>" + "<hr>".join(self.parts)


class Refusing(MetaflowCard):
    type = "refusing"

    def render(self, task):
        raise LookupError("I will not be drawn")


class Hanging(MetaflowCard):
    type = "hanging"

    def render(self, task):
        while True:
            try:
                time.sleep(60)
            except Exception:  # noqa: BLE001 - as users do
                pass


class Wordless(MetaflowCard):
    type = "wordless"

    def render(self, task):
        return 17


class TroubledFlow(FlowSpec):
    @card(type="letter", options={"to": "you"})
    @card(type="hanging", timeout=0.2)
    @card(type="refusing")
    @card(type="wordless", save_errors=False)
    @card(id="first")
    @step
    def start(self):
        self.told = "all is well"
        current.card.append(Loud("hey"))
        current.card["first"].append(Broken())
        current.card["first"].append(Markdown("beside it"))
        current.card["nobody"].append(Markdown("unseen"))
        self.items = ["one", "two"]
        self.next(self.fit, foreach="items")

    @card
    @retry(times=1)
    @catch(var="error")
    @step
    def fit(self):
        current.card.append(Markdown(f"attempt {current.retry_count} of item {self.input}"))
        if self.input == "two":
            raise ValueError(f"no twos in attempt {current.retry_count}")
        self.next(self.join)

    @card(save_errors=False)
    @step
    def join(self, inputs):
        self.next(self.end)

    @card
    @step
    def end(self):
        current.card.append(Markdown("the last words"))
        raise SystemExit("the end fails")


if __name__ == "__main__":
    TroubledFlow()
