import wandb
from metaflow import FlowSpec, current, step


class WandbFlow(FlowSpec):
    @step
    def start(self):
        self.rates = [0.1, 0.2, 0.3, 0.4, 0.5]
        self.next(self.fit, foreach="rates")

    @step
    def fit(self):
        wandb.init(
            project="fits", group=current.run_id, name=f"rate {self.input}", config={"rate": self.input}
        )
        for epoch in range(3):
            wandb.log({"loss": self.input * epoch})
        self.wandb_id = wandb.run.id
        if self.input == 0.4:
            raise ValueError("the loss is not finite")
        # No wandb.finish(): wandb does that when the process ends.
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    WandbFlow()
