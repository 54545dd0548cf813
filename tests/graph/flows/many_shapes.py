from fanfold import FlowSpec, step


class ManyShapesFlow(FlowSpec):
    """Fans in branches and branches in fans."""

    @step
    def start(self):
        """Begin."""
        self.next(self.choose, self.groups)

    @step
    def choose(self):
        self.next({"x": self.left, "y": self.right, "z": self.left}, condition="kind")

    @step
    def left(self):
        self.next(self.repeat)

    @step
    def right(self):
        self.next(self.repeat)

    @step
    def repeat(self):
        self.next({True: self.repeat, False: self.chosen}, condition="again")

    @step
    def chosen(self):
        self.next(self.join)

    @step
    def groups(self):
        self.next(self.members, foreach="group_names")

    @step
    def members(self):
        self.next(self.work, num_parallel=3)

    @step
    def work(self):
        self.next(self.join_members)

    @step
    def join_members(self, inputs):
        self.next(self.join_groups)

    @step
    def join_groups(self, inputs):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
