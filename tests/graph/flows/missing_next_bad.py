from fanfold import FlowSpec, step


class MissingNextFlow(FlowSpec):
    @step
    def start(self):  # wrong
        self.x = 1

    @step
    def end(self):
        pass
