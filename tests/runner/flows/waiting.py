"""A program that runs a flow whose first task waits until somebody stops it: `python waiting.py MARK`."""

import sys
import time

import fanfold
from fanfold import FlowSpec, Parameter, step


class Waiting(FlowSpec):
    mark = Parameter("mark")

    @step
    def start(self):
        with open(self.mark, "w") as file:
            file.write("here")
        while True:
            time.sleep(0.01)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    try:
        fanfold.run(Waiting, mark=sys.argv[1], show_output=False)
    except KeyboardInterrupt:
        print("interrupted", fanfold.Flow("Waiting").latest_run.status)
    except fanfold.RunError as error:
        print("error", error.message.partition(" of Waiting ")[2], fanfold.Flow("Waiting").latest_run.status)
