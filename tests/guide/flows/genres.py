"""The guide's overview: a task per genre."""

from metaflow import FlowSpec, step


class ForeachFlow(FlowSpec):
    @step
    def start(self):
        """Create a dynamic fan-out."""
        self.genres = ["Action", "Comedy", "Drama", "Sci-Fi"]
        # Create parallel tasks, one per genre
        self.next(self.process_genre, foreach="genres")

    @step
    def process_genre(self):
        """This runs once for EACH genre."""
        # self.input contains the current genre
        print(f"Processing: {self.input}")
        self.result = f"Processed {self.input}"
        self.next(self.join)

    @step
    def join(self, inputs):
        """Collect results from all parallel tasks."""
        self.all_results = [inp.result for inp in inputs]
        print(f"Processed {len(inputs)} genres")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ForeachFlow()
