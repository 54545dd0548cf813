from fanfold import FlowSpec, step


class NextFormFlow(FlowSpec):
    @step
    def start(self):
        self.items = [1, 2, 3]
        self.next(self.square, self.cube, foreach="items")  # wrong

    @step
    def square(self):
        self.next(self.join)

    @step
    def cube(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
