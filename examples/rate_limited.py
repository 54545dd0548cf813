"""An API that allows so many requests a second, and fails now and then.

    python examples/rate_limited.py run
    python examples/rate_limited.py run --cities 40

`@limit` holds the requests to the rate, retries among them; parsing the answers is not held up.
"""

import json
import zlib

from fanfold import FlowSpec, Parameter, current, limit, retry, step


def weather(city):
    """What the API would answer: a stand-in for `urllib.request.urlopen`."""
    number = zlib.crc32(city.encode())
    if number % 5 == 0 and current.retry_count == 0:
        raise ConnectionError(f"{city}: 503, try again")
    return json.dumps({"city": city, "celsius": number % 350 / 10 - 5})


class RateLimitedFlow(FlowSpec):
    cities = Parameter("cities", default=15, help="How many cities to ask about.")

    @step
    def start(self):
        self.names = [f"city {number}" for number in range(1, self.cities + 1)]
        self.next(self.ask, foreach="names")

    @limit(rate="10/s", concurrent=4, pool="weather")
    @retry(times=3)
    @step
    def ask(self):
        self.answer = weather(self.input)
        self.next(self.read)

    @step
    def read(self):
        self.celsius = json.loads(self.answer)["celsius"]
        self.next(self.warmest)

    @step
    def warmest(self, inputs):
        self.degrees, self.city = max((each.celsius, each.input) for each in inputs)
        self.asked = len(inputs)
        self.next(self.end)

    @step
    def end(self):
        print(f"Of {self.asked} cities {self.city} is the warmest: {self.degrees} °C")


if __name__ == "__main__":
    RateLimitedFlow()
