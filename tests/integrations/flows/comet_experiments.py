import comet_ml
from metaflow import FlowSpec, current, step


class CometFlow(FlowSpec):
    @step
    def start(self):
        self.rates = [0.1, 0.2, 0.3, 0.4, 0.5]
        self.next(self.fit, foreach="rates")

    @step
    def fit(self):
        experiment = comet_ml.OfflineExperiment(
            project_name="fits", workspace="team", offline_directory="comet", display_summary_level=0
        )
        experiment.add_tag(current.run_id)
        experiment.log_parameter("rate", self.input)
        for epoch in range(3):
            experiment.log_metric("loss", self.input * epoch, step=epoch)
        # No experiment.end(): comet_ml does that when the process ends.
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    CometFlow()
