from fanfold import FlowSpec, step


class SwitchCasesFlow(FlowSpec):
    @step
    def start(self):
        self.size = "small"
        self.next({"small": self.quick, "large": self.thorough}, condition="size")

    @step
    def quick(self):
        self.next(self.end)

    @step
    def thorough(self):
        self.next(self.end)

    @step
    def end(self):
        pass
