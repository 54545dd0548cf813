import functools

from fanfold import FlowSpec, retry, step


def timed(function):
    @functools.wraps(function)
    def wrapper(self, *args):
        return function(self, *args)

    return wrapper


def hiding(function):
    def wrapper(self):
        return function(self)

    return wrapper


class Polite:
    @step
    def greet(self):
        """Say hello.

        Politely:
            "Hello."
        """
        self.next(self.work, foreach="names")


class PlainDecoratorsFlow(Polite, FlowSpec):
    """Plain decorators above and below @step, and a mixin."""

    @timed
    @step
    def start(self):
        self.next(self.greet)

    @retry
    @step
    @timed
    def work(this):
        this.next(this.hidden)

    @step
    @hiding
    def hidden(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    def not_a_step(self):
        pass

    @step
    def end(self):
        pass
