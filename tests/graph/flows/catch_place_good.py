from fanfold import FlowSpec, catch, step


class CatchPlaceFlow(FlowSpec):
    @catch(var="failure")
    @step
    def start(self):
        self.words = open("words.txt").read().split()
        self.next(self.fan_out)

    @step
    def fan_out(self):
        if self.failure:
            self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
