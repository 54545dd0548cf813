import pandas as pd
import wandb
from metaflow import FlowSpec, step
from wandb.integration.metaflow import wandb_log


@wandb_log(datasets=True, models=True, others=True, settings=wandb.Settings(project="decorated"))
class DecoratedFlow(FlowSpec):
    @step
    def start(self):
        self.table = [1, 2, 3]
        self.factors = [2, 3]
        self.next(self.scale, foreach="factors")

    @step
    def scale(self):
        self.scaled = pd.DataFrame({"x": self.table}) * self.input
        self.total = int(self.scaled.x.sum())
        self.next(self.join)

    @step
    def join(self, inputs):
        self.totals = [inp.total for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("totals", self.totals)


if __name__ == "__main__":
    DecoratedFlow()
