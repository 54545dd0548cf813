from fanfold import FlowSpec, limit, step


class LimitPoolFlow(FlowSpec):
    @limit(rate="50/min", pool="api")
    @step
    def start(self):
        self.next(self.fetch)

    @limit(rate="10/s", pool="api")
    @step
    def fetch(self):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
