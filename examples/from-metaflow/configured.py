"""What is to be done stands in a config: how often to retry, what to measure, whose project it is.

fanfold run configured.py --config-value plan '{"shops": ["east"], "retries": {"measure": 1}, "unit": "ms"}'
"""

import time

from metaflow import (
    Config,
    FlowMutator,
    FlowSpec,
    Parameter,
    config_expr,
    current,
    project,
    retry,
    step,
    user_step_decorator,
)

PLAN = {"team": "shops", "shops": ["north", "south"], "retries": {"measure": 2}, "unit": "s"}


@user_step_decorator
def timed(step_name, flow, inputs, attributes):
    began = time.monotonic()
    yield
    factor = {"s": 1, "ms": 1000}[attributes.get("unit", "s")]
    flow.took = (time.monotonic() - began) * factor


class AsPlanned(FlowMutator):
    def mutate(self, mutable_flow):
        for name, mutable_step in mutable_flow.steps:
            times = mutable_flow.plan.retries.get(name)
            if times:
                mutable_step.add_decorator(retry, deco_kwargs={"times": times, "minutes_between_retries": 0})


@AsPlanned
@project(name=config_expr("plan.get('team', 'nobody')"))
class ConfiguredFlow(FlowSpec):
    plan = Config("plan", default_value=PLAN)
    shops = Parameter("shops", default=config_expr("','.join(plan.shops)"), separator=",")

    @step
    def start(self):
        print(f"project {current.project_name}, {len(self.shops)} shops")
        self.next(self.measure, foreach="shops")

    @timed(unit=plan.unit)
    @step
    def measure(self):
        if current.retry_count == 0:
            raise ConnectionError("not at the first attempt")
        self.length = len(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.lengths = {inp.input: inp.length for inp in inputs}
        self.took = max(inp.took for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        print(f"lengths: {self.lengths}, at most a minute: {self.took < 60_000}")


if __name__ == "__main__":
    ConfiguredFlow()
