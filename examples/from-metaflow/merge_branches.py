"""Static branches that agree on some things and not on others, and a join that says which it takes.

fanfold run merge_branches.py
"""

from metaflow import FlowSpec, step
from metaflow.exception import MetaflowException, UnhandledInMergeArtifactsException


class MergeFlow(FlowSpec):
    """Counts words and letters, and puts the two together."""

    @step
    def start(self):
        self.text = "to be or not to be"
        self.next(self.words, self.letters)

    @step
    def words(self):
        self.count = len(self.text.split())
        self.kinds = {"words": len(set(self.text.split()))}
        self.next(self.join)

    @step
    def letters(self):
        self.count = len(self.text.replace(" ", ""))
        self.longest = max(self.text.split(), key=len)
        self.next(self.join)

    @step
    def join(self, inputs):
        try:
            self.merge_artifacts(inputs)
        except UnhandledInMergeArtifactsException as error:
            assert isinstance(error, MetaflowException)
            self.differing = error.artifact_names
        self.counts = [inputs.words.count, inputs.letters.count]
        self.merge_artifacts(inputs, exclude=["count"])
        self.next(self.end)

    @step
    def end(self):
        assert not hasattr(self, "count")
        print(f"differing: {', '.join(sorted(set(self.differing)))}")
        print(
            f"{self.counts[0]} words, {self.counts[1]} letters, {self.kinds['words']} different,",
            self.longest,
        )


if __name__ == "__main__":
    MergeFlow()
