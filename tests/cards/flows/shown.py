"""Cards in the ways that flows use them."""

import pandas as pd
from metaflow import FlowSpec, Parameter, card, catch, current, step
from metaflow.cards import Artifact, Image, Markdown, Table


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
        self.items = ["one", "two", "three"]
        current.card.append(
            Markdown(
                "# A report\n\nWith *emphasis*, <script>alert(1)</script> and a [link](https://example.org)."
            )
        )
        current.card.append(Table([["a", 1], [Artifact({"x": [1, 2]}), 2.5]], headers=["name", "value"]))
        current.card.append(Table.from_dataframe(self.frame))
        current.card.append(Image.from_matplotlib(figure, label="squares"))
        self.next(self.work, foreach="items")

    @card(type="blank", id="plain", options={"title": "The title"})
    @card(id="full")
    @card(type="nobody-has-this")
    @catch(var="problem")
    @step
    def work(self):
        self.square = len(self.input) ** 2
        current.card["plain"].append(Markdown(f"item {self.input}"))
        current.card["full"].append(Markdown(f"full {self.input}"))
        if self.input == "two":
            raise ValueError("two is not allowed")
        self.next(self.join)

    @card(type="html")
    @step
    def join(self, inputs):
        self.html = "<html><body><p id=own>my own page</p></body></html>"
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ShownFlow()
