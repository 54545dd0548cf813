"""A card with a chart, a table and Markdown, as most flows with cards have them.

fanfold run training_report.py
fanfold training_report.py card view report
"""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from metaflow import FlowSpec, card, current, step
from metaflow.cards import Image, Markdown, Table


class TrainingReportFlow(FlowSpec):
    """Trains, and shows how it went."""

    @step
    def start(self):
        self.losses = [1 / (epoch + 1) for epoch in range(20)]
        self.next(self.report)

    @card(type="blank", id="losses")
    @step
    def report(self):
        figure, axes = plt.subplots()
        axes.plot(self.losses)
        current.card.append(Markdown("# How it went"))
        current.card.append(
            Table(
                [[epoch, round(loss, 2)] for epoch, loss in enumerate(self.losses[:3])],
                headers=["epoch", "loss"],
            )
        )
        current.card.append(Image.from_matplotlib(figure))
        self.next(self.end)

    @step
    def end(self):
        print(f"from {self.losses[0]:.2f} to {self.losses[-1]:.2f}")


if __name__ == "__main__":
    TrainingReportFlow()
