"""Items that are objects of a class from the module beside the flow.

fanfold run batch_jobs.py
"""

from jobs import Job, load_jobs
from metaflow import FlowSpec, step


class BatchJobsFlow(FlowSpec):
    """Runs each job in a task of its own."""

    @step
    def start(self):
        self.jobs = load_jobs()
        self.next(self.work, foreach="jobs")

    @step
    def work(self):
        self.job = self.input
        assert isinstance(self.job, Job)
        self.result = self.job.run()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = {inp.job: inp.result for inp in inputs}
        self.next(self.end)

    @step
    def end(self):
        assert self.results[Job("small", 10)] == 45
        for job, result in self.results.items():
            print(f"{job.name} ({', '.join(job.tags) or 'no tags'}): {result:,}")


if __name__ == "__main__":
    BatchJobsFlow()
