"""A program whose flow lies in a module that nobody else can import: `python hidden.py [beside a thread]`."""

import importlib.util
import sys
import threading
from pathlib import Path

import fanfold

MODULE = """
import dataclasses, os
from fanfold import FlowSpec, JSONType, Parameter, environment, step

BIG = bytes(3_000_000)

@dataclasses.dataclass
class Item:
    x: int

def doubled(item):
    return Item(2 * item.x)

class Hidden(FlowSpec):
    given = Parameter("given", default=None, type=JSONType)

    @step
    def start(self):
        self.items = [Item(1), Item(2)]
        self.next(self.work, foreach="items")

    @environment(vars={"ONLY_HERE": "yes"})
    @step
    def work(self):
        self.double = doubled(self.input)
        self.seen = (os.environ.get("ONLY_HERE"), len(BIG))
        self.next(self.join)

    @step
    def join(self, inputs):
        self.doubles = [each.double for each in inputs]
        self.seen = inputs[0].seen
        self.back = self.given
        self.next(self.end)

    @step
    def end(self):
        pass
"""


class Given:
    """Of this program, and nothing that the flow refers to."""


def imported(file):
    file.write_text(MODULE)
    spec = importlib.util.spec_from_file_location("hidden_flow", file)
    module = sys.modules["hidden_flow"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    module = imported(Path(sys.argv[1]) / "of_nowhere.py")
    if "thread" in sys.argv:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    runner = fanfold.NBRunner(module.Hidden, show_output=False)
    for run in (
        fanfold.run(module.Hidden, given=[Given()], show_output=False).run,
        runner.nbrun(given=[Given()]),
    ):
        data = run.data
        print(data.doubles == [module.Item(2), module.Item(4)], data.seen, type(data.back[0]) is Given)
