from fanfold import FlowSpec, step


class SwitchIntoJoinFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3]
        self.next(self.look, foreach="numbers")

    @step
    def look(self):
        self.even = self.input % 2 == 0
        self.next({True: self.halve, False: self.skip}, condition="even")

    @step
    def halve(self):
        self.next(self.join)

    @step
    def skip(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
