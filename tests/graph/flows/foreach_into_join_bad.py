from fanfold import FlowSpec, step


class ForeachIntoJoinFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.join, foreach="words")  # wrong

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
