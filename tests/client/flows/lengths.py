"""A module beside the flow's file: nobody else can import it."""


class Metres:
    """A length."""

    def __init__(self, metres):
        self.metres = metres
