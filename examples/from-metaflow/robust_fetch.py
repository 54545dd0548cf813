"""Decorators that flows in production wear: what can be done on one machine is done, the rest is said once.

fanfold run robust_fetch.py --with timeout:minutes=5
"""

import os

from metaflow import (
    FlowSpec,
    batch,
    catch,
    conda_base,
    current,
    environment,
    kubernetes,
    resources,
    retry,
    step,
    timeout,
)


@conda_base(python=">=3.8", libraries={})
class FetchFlow(FlowSpec):
    """Fetches pages, some of which fail once and one of which always does."""

    @environment(vars={"FETCH_MODE": "offline"})
    @step
    def start(self):
        self.mode = os.environ["FETCH_MODE"]
        self.pages = ["home", "flaky", "gone"]
        self.next(self.fetch, foreach="pages")

    @resources(cpu=1, memory=512)
    @timeout(minutes=2)
    @catch(var="failure", print_exception=False)
    @retry(times=2, minutes_between_retries=0)
    @step
    def fetch(self):
        self.page = self.input
        if self.page == "gone" or (self.page == "flaky" and current.retry_count == 0):
            raise OSError(f"cannot fetch {self.page}")
        self.attempts = current.retry_count + 1
        self.next(self.join)

    @batch(cpu=4, memory=16000)
    @step
    def join(self, inputs):
        self.attempts = {inp.page: inp.attempts for inp in inputs if not inp.failure}
        self.failures = [inp.failure.exception for inp in inputs if inp.failure]
        self.merge_artifacts(inputs, include=["mode"])
        self.next(self.end)

    @kubernetes(gpu=1, image="registry/image")
    @step
    def end(self):
        assert "FETCH_MODE" not in os.environ, "of its step only"
        print(f"{self.mode}: {self.attempts}, failed: {self.failures}")


if __name__ == "__main__":
    FetchFlow()
