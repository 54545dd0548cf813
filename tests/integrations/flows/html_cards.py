from metaflow import FlowSpec, card, current, step


class HtmlCardsFlow(FlowSpec):
    @step
    def start(self):
        self.towns = ["Oslo", "Rome", "Lima"]
        self.next(self.draw, foreach="towns")

    @card(type="html")
    @card(type="html", id="other", options={"attribute": "page"})
    @step
    def draw(self):
        self.html = f"<html><body><h1>{self.input}</h1></body></html>"
        self.page = f"<html><body><p>The page of {self.input}</p></body></html>"
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        print("run", current.run_id)


if __name__ == "__main__":
    HtmlCardsFlow()
