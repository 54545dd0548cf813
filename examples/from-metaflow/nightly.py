"""A flow that goes on from its last successful run, tags itself, and reads what it did through the client.

fanfold run nightly.py --tag team:data
"""

from metaflow import Flow, FlowSpec, Run, current, namespace, schedule, step
from metaflow.exception import MetaflowNotFound


@schedule(daily=True)
class NightlyFlow(FlowSpec):
    """Counts how often it has run."""

    @step
    def start(self):
        namespace(None)
        try:
            before = Flow("NightlyFlow").latest_successful_run
        except MetaflowNotFound:
            before = None
        self.count = 1 if before is None else before.data.count + 1
        self.next(self.mark)

    @step
    def mark(self):
        run = Run(f"{current.flow_name}/{current.run_id}")
        run.add_tag(f"night:{self.count}")
        self.tags = sorted(run.user_tags)
        self.next(self.end)

    @step
    def end(self):
        run = Run(f"{current.flow_name}/{current.run_id}")
        assert run["start"].task.data.count == self.count
        print(f"night {self.count}, tags: {', '.join(self.tags)}")


if __name__ == "__main__":
    NightlyFlow()
