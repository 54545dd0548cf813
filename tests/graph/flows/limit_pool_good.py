from fanfold import FlowSpec, limit, step


class LimitPoolFlow(FlowSpec):
    @limit(rate="50/min", pool="api")
    @step
    def start(self):
        self.next(self.fetch)

    @limit(pool="api")
    @step
    def fetch(self):
        self.next(self.end)

    @step
    def end(self):
        pass
