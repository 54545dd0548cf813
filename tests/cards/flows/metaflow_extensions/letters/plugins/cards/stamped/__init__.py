"""A type of cards as packages bring them that extend the authoring API."""

from metaflow.cards import MetaflowCard


class StampedCard(MetaflowCard):
    type = "stamped"

    def __init__(self, options={"attribute": "stamp"}, **kwargs):
        self.name = options.get("attribute", "stamp")

    def render(self, task):
        return f"<p>{task[self.name].data if self.name in task else 'no stamp'}</p>"


CARDS = [StampedCard]
