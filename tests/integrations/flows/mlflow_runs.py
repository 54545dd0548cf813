import mlflow
from metaflow import FlowSpec, current, step

mlflow.set_tracking_uri("file:./mlruns")


class MlflowFlow(FlowSpec):
    @step
    def start(self):
        mlflow.set_experiment("fits")
        self.rates = [0.1, 0.2, 0.3, 0.4, 0.5]
        self.next(self.fit, foreach="rates")

    @step
    def fit(self):
        mlflow.set_experiment("fits")
        run = mlflow.start_run(run_name=f"rate {self.input}", tags={"flow_run": current.run_id})
        mlflow.log_param("rate", self.input)
        for epoch in range(3):
            mlflow.log_metric("loss", self.input * epoch, step=epoch)
        mlflow.log_dict({"rate": self.input}, "settings.json")
        self.mlflow_id = run.info.run_id
        # No mlflow.end_run(): mlflow does that when the process ends.
        self.next(self.join)

    @step
    def join(self, inputs):
        self.ids = [inp.mlflow_id for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("of its own:", len(set(self.ids)))


if __name__ == "__main__":
    MlflowFlow()
