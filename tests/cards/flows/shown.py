"""A card with one of everything, in the ways that flows use them, and cards in a foreach, a join and two more of one
step.
"""

import pandas as pd
from metaflow import FlowSpec, Parameter, card, current, step
from metaflow.cards import (
    Artifact,
    Error,
    EventsTimeline,
    Image,
    JSONViewer,
    Markdown,
    PageComponent,
    ProgressBar,
    PythonCode,
    Table,
    ValueBox,
    VegaChart,
    YAMLViewer,
)

BARS = {
    "title": "People by city",
    "data": {"values": [{"city": "Berlin", "people": 3.7}, {"city": "Paris", "people": 2.1}]},
    "mark": "bar",
    "encoding": {"x": {"field": "city", "type": "nominal"}, "y": {"field": "people", "type": "quantitative"}},
}


def helper(x):
    """Shown as code."""
    return x + 1  # one more


class ShownFlow(FlowSpec):
    """What cards show."""

    alpha = Parameter("alpha", default=3)
    api_key = Parameter("api_key", default="sk-very-secret")

    @card
    @step
    def start(self):
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots()
        axes.plot([1, 4, 9, 16])
        print("a line in the log of start")
        print("the key is", self.api_key)
        self.frame = pd.DataFrame({"city": ["Berlin", "Paris"], "people": [3.7, 2.1]})
        self.wide = pd.DataFrame({f"a_rather_long_name_{number}": [number] for number in range(30)})
        self.long_word = "x" * 900
        self.items = ["one", "two", "three"]
        card_ = current.card
        card_.append(
            Markdown(
                "# A report\n\nWith *emphasis*, <script>alert(1)</script> and `code`.\n\n## Below\n\n- one\n- two"
            )
        )
        card_.append(
            Table(
                [["a", 1], [Artifact({"x": [1, 2]}), 2.5], ["bar", ProgressBar(max=4, value=1)]],
                headers=["name", "value"],
            )
        )
        card_.append(Table.from_dataframe(self.frame))
        card_.append(Image.from_matplotlib(figure, label="squares"))
        card_.append(VegaChart(BARS))
        card_.append(ProgressBar(max=10, value=7, label="rows", unit="rows", metadata="3 per second"))
        card_.extend(
            [
                ValueBox("Accuracy", 0.934, "on held-out data", theme="success", change_indicator="up 2 %"),
                ValueBox("Rows", 1234567),
                ValueBox("Failures", 3, theme="danger"),
            ]
        )
        timeline = EventsTimeline("What happened")
        timeline.update({"action": "loaded", "rows": 12})
        timeline.update({"action": "failed"}, style_theme="error", payloads={"why": Markdown("*because*")})
        card_.append(timeline)
        card_.append(JSONViewer({"model": {"layers": [64, 32], "dropout": None}}, title="Settings"))
        card_.append(YAMLViewer("a: [1, 2]"))
        card_.append(PythonCode(helper))
        card_.append(PageComponent(title="A part", contents=[Markdown("in the part")]))
        try:
            raise ValueError("shown, not raised")
        except ValueError as error:
            card_.append(Error(error, "An error"))
        self.next(self.work, foreach="items")

    @card(type="blank", id="plain", options={"title": "The title"})
    @card(id="full")
    @card(type="nobody-has-this")
    @step
    def work(self):
        self.square = len(self.input) ** 2
        current.card["plain"].append(Markdown(f"item {self.input}"))
        current.card.append(Markdown("for the one without an id, of which there is none"))
        current.card["full"].append(Markdown(f"full {self.input}"))
        self.next(self.join)

    @card(type="html", options={"attribute": "page"})
    @card(customize=True, id="chosen")
    @card
    @step
    def join(self, inputs):
        current.card.append(Markdown("the chosen one"))
        self.page = "<html><body><p id=own>my own page</p></body></html>"
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ShownFlow()
