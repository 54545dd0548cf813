"""Scraping pages, of which some are gone: up to 5 % may fail, and a run in which more do is no good.

    python examples/scraping.py run
    python examples/scraping.py run --gone 20     # fails: 20 of 200 are too many

A resume tries the lost pages again as long as the join is not done.
"""

import re

from fanfold import FlowSpec, Parameter, limit, retry, step, tolerate


def fetch(number, gone):
    """What the server would send: a stand-in for `urllib.request.urlopen`."""
    if number % (200 // gone) == 0:
        raise LookupError(f"/page/{number}: 404")
    return f"<html><title>Page {number}</title>{'<a href=#>link</a>' * (number % 7)}</html>"


class ScrapingFlow(FlowSpec):
    gone = Parameter("gone", default=8, help="How many of the 200 pages are gone.")

    @step
    def start(self):
        self.pages = range(1, 201)
        self.next(self.scrape, foreach="pages", key=lambda number: f"page-{number}")

    @tolerate(failures=0.05)
    @limit(concurrent=4)
    @retry(times=1)
    @step
    def scrape(self):
        page = fetch(self.input, self.gone)
        self.title = re.search("<title>(.*?)</title>", page)[1]
        self.links = page.count("<a ")
        self.next(self.summarize)

    @step
    def summarize(self, inputs):
        self.links = sum(page.links for page in inputs)
        self.count = len(inputs)
        self.missing = [failed.key for failed in inputs.failed]
        self.next(self.end)

    @step
    def end(self):
        print(f"{self.count} pages with {self.links} links")
        print(f"{len(self.missing)} are missing: {', '.join(self.missing[:3])}, …")


if __name__ == "__main__":
    ScrapingFlow()
