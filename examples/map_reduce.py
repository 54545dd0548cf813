"""Map and reduce: count the words of a text, one task per paragraph, and bring the counts together.

    python examples/map_reduce.py run
    python examples/map_reduce.py run --text some_book.txt --words 20

Ten paragraphs or a million make no difference to how this is written: items need not be put into batches by
hand.
"""

import re
from collections import Counter
from pathlib import Path

from fanfold import FlowSpec, IncludeFile, Parameter, step


class MapReduceFlow(FlowSpec):
    """Count words in parallel."""

    text = IncludeFile(
        "text",
        default=str(Path(__file__).parent / "data" / "paper.txt"),
        help="Text whose paragraphs are separated by blank lines",
    )
    words = Parameter("words", default=5, help="How many of the most frequent words to print")

    @step
    def start(self):
        """Fan out over the paragraphs."""
        self.paragraphs = [part for part in re.split(r"\n\s*\n", self.text) if part.strip()]
        self.next(self.count_words, foreach="paragraphs")

    @step
    def count_words(self):
        """Map: the words of one paragraph."""
        self.counts = Counter(re.findall(r"[^\W\d_]+", self.input.lower()))
        self.next(self.reduce)

    @step
    def reduce(self, inputs):
        """Reduce: one count of all. `inputs` gives one task after the other, and keeps none of them."""
        self.counts = Counter()
        for inp in inputs:
            self.counts.update(inp.counts)
        self.paragraph_count = len(inputs)
        self.next(self.end)

    @step
    def end(self):
        """Print the most frequent words."""
        print(f"{self.counts.total():,} words in {self.paragraph_count} paragraphs, most of all:")
        for word, count in self.counts.most_common(self.words):
            print(f"{count:>6}  {word}")


if __name__ == "__main__":
    MapReduceFlow()
