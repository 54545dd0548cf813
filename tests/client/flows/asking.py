"""A flow whose tasks ask the client about their own run."""

from fanfold import Flow, FlowSpec, Task, current, get_namespace, step


class Asking(FlowSpec):
    """Asks."""

    @step
    def start(self):
        self.mine = current.run.pathspec
        self.is_finished = Task(current.pathspec).finished
        self.next(self.middle)

    @step
    def middle(self):
        self.seen = current.run["start"].task.data.mine
        self.items = [1, 2, 3]
        self.next(self.each, foreach="items")

    @step
    def each(self):
        self.parent = next(iter(current.task.parent_tasks)).id
        self.next(self.join)

    @step
    def join(self, inputs):
        self.count = len(list(Flow("Asking")[current.run_id]["each"]))
        self.namespace = get_namespace()
        self.told = current.namespace
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Asking()
