"""Each item ends in an odd way of its own."""

import sys

from fanfold import FlowSpec, catch, step


class ExitsWhenPickled:
    def __reduce__(self):
        sys.exit(4)


class OddEndingsFlow(FlowSpec):
    @step
    def start(self):
        self.ways = ["streams", "descriptor", "half_pair", "number", "exit_pickling", "plain"]
        self.next(self.work, foreach="ways")

    @catch(var="error", print_exception=False)
    @step
    def work(self):
        print("before", self.input)
        getattr(self, f"_end_{self.input}")()
        self.next(self.join)

    def _end_streams(self):
        sys.stdout.close()
        sys.stderr.close()

    def _end_descriptor(self):
        sys.stdout.detach()

    def _end_half_pair(self):
        raise ValueError("half a pair: \ud800")

    def _end_number(self):
        self.__dict__[2024] = "no name"

    def _end_exit_pickling(self):
        self.value = ExitsWhenPickled()

    def _end_plain(self):
        print("after all")

    @step
    def join(self, inputs):
        self.errors = {each.input: each.error and each.error.type for each in inputs}
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.errors)
        raise ValueError("half a pair: \ud800")


if __name__ == "__main__":
    OddEndingsFlow()
