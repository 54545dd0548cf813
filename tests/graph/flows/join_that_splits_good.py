from fanfold import FlowSpec, step


class JoinThatSplitsFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3]
        self.next(self.double, foreach="numbers")

    @step
    def double(self):
        self.doubled = 2 * self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.all_doubled = [inp.doubled for inp in inputs]
        self.next(self.fan_out)

    @step
    def fan_out(self):
        self.next(self.square, foreach="all_doubled")

    @step
    def square(self):
        self.next(self.join_squares)

    @step
    def join_squares(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
