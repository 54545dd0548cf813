"""A project's base class and a mixin, helper methods, a property, constants of the class, a project.

fanfold run model_zoo.py
fanfold model_zoo.py --branch try run
"""

import logging

from metaflow import FlowSpec, Parameter, current, project, step

logging.basicConfig(level=logging.WARNING, format="%(message)s")


class Reporting:
    """What all flows of a team can do."""

    PREFIX = ">>"

    def report(self, *words):
        """Print, in the team's way."""
        print(self.PREFIX, *words)


class TeamFlow(FlowSpec):
    """What all flows of a team have."""

    rate = Parameter("learning-rate", help="The learning rate.", default=0.5)

    def scaled(self, value):
        """A value times the rate."""
        return value * self.rate

    @property
    def is_quick(self):
        """Whether the rate is a high one."""
        return self.rate > 0.4


@project(name="zoo")
class ModelZooFlow(Reporting, TeamFlow):
    """Scores each model."""

    MODELS = {"linear": 1.0, "tree": 2.0, "net": 3.0}
    names = ["linear", "tree", "net"]

    @step
    def start(self):
        self.report(f"project {current.project_name}, branch {current.branch_name}")
        self.next(self.score, foreach="names")

    @step
    def score(self):
        self.model = self.input
        self.score_ = self.scaled(self.MODELS[self.model])
        logging.warning("scored %s", self.model)
        self.next(self.join)

    @step
    def join(self, inputs):
        best = max(inputs, key=lambda inp: inp.score_)
        self.best, self.score_ = best.model, best.score_
        self.next(self.end)

    @step
    def end(self):
        assert self.is_quick
        self.report(f"best: {self.best} with {self.score_}")


if __name__ == "__main__":
    ModelZooFlow()
