"""Flows by chance: sound graphs of any shape, from a seeded source of chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from fanfold.graph.graph import Graph
from fanfold.model.policy import Cache, Catch, Isolation, Limit, StepPolicy, Tolerance
from fanfold.testing.graphs import Branches, Foreach, Shape, Step, Switch, graph_of

LIMITS = (Limit(concurrent=1), Limit(starts=2, seconds=15.0), Limit("shared", 2, 4, 25.0))
TOLERANCES = (Tolerance(1), Tolerance(3), Tolerance(share=0.3), Tolerance(share=1.0))


def random_graph(random: Random, *, steps_max: int = 12) -> Graph:
    """A sound flow of about so many steps at the most: fans, branches, switches and loops in one another."""
    isolation = random.choice([Isolation.WARM, Isolation.WARM, Isolation.WARM, Isolation.AUTO, None])
    author = _Author(random, steps_max, isolation)
    return graph_of(*author.row(0), Step(author.name(), author.policy()))


def random_fan(random: Random) -> Graph:
    """A flow of one fan over plain steps that warm workers run as a chain, with retries: where most can go
    wrong with chunks.
    """
    author = _Author(random, 6, Isolation.WARM, retries=(1, 2, 4))
    body = tuple(Step(author.name(), author.policy()) for _ in range(random.choice([1, 2, 3])))
    stop_when = random.choice([None, None, "found"])
    fan = Foreach(author.name(), body, author.name(), policy=author.policy(decides=True), stop_when=stop_when)
    return graph_of(fan, Step(author.name()))


def random_loop(random: Random) -> Graph:
    """A flow of one fan, each of whose items goes round a loop that warm workers run, with retries."""
    author = _Author(random, 6, Isolation.WARM, retries=(0, 1, 3))
    policy = author.policy(decides=True)._replace(cache=None, isolation=Isolation.WARM)
    loop = Switch(author.name(), ((), (Step(author.name(), author.policy()),)), True, policy)
    fan = Foreach(author.name(), (loop, Step(author.name(), author.policy())), author.name())
    return graph_of(fan, Step(author.name()))


def folding(random: Random, graph: Graph) -> Graph:
    """The same flow, in which some joins take their inputs as they come."""
    nodes = {name: node._replace(folds=()) for name, node in graph.nodes.items() if random.random() < 0.5}
    return graph.with_nodes({**graph.nodes, **{name: node for name, node in nodes.items() if node.is_join}})


@dataclass(slots=True)
class _Author:
    """Writes shapes until the steps are used up. `isolation` is that of all steps; None: by chance."""

    random: Random
    steps_left: int
    isolation: Isolation | None
    retries: tuple[int, ...] = field(default=(0, 0, 1, 2, 3), kw_only=True)
    names: list[str] = field(default_factory=list)

    def name(self) -> str:
        self.names.append(f"s{len(self.names)}")
        self.steps_left -= 1
        return self.names[-1]

    def policy(self, *, decides: bool = False) -> StepPolicy:
        """Retries, waits and the like; a step that decides where to go cannot have `@catch`."""
        chance = self.random.random
        return StepPolicy(
            retries=self.random.choice(self.retries),
            retry_delay_seconds=self.random.choice([0.0, 0.0, 0.0, 0.0, 30.0]),
            catch=Catch("why") if chance() < 0.3 and not decides else None,
            cache=Cache() if chance() < 0.15 else None,
            tolerance=self.random.choice(TOLERANCES) if chance() < 0.4 else None,
            limit=self.random.choice(LIMITS) if chance() < 0.2 else None,
            isolation=self.random.choice(
                [Isolation.AUTO, Isolation.WARM, Isolation.WARM, Isolation.ISOLATED]
            ),
        )

    def row(self, depth: int) -> list[Shape]:
        """One to three shapes, the last of which is no switch, since a switch leads to another step."""
        shapes = [self.shape(depth) for _ in range(self.random.choice([1, 1, 2, 3]))]
        if isinstance(shapes[-1], Switch):
            shapes.append(Step(self.name(), self.policy()))
        return shapes

    def shape(self, depth: int) -> Shape:
        """A plain step, or, while there are steps left, something that holds rows."""
        kinds = ["step", "foreach", "foreach", "branches", "switch"]
        kind = self.random.choice(kinds) if self.steps_left > 3 and depth < 3 else "step"
        match kind:
            case "foreach":
                return self._foreach(depth)
            case "branches":
                branches = tuple(tuple(self.row(depth + 1)) for _ in range(self.random.choice([2, 2, 3])))
                return Branches(self.name(), branches, self.name(), self.policy(), self.policy())
            case "switch":
                return self._switch(depth)
            case _:
                return Step(self.name(), self.policy())

    def _foreach(self, depth: int) -> Foreach:
        gang = self.random.random() < 0.15
        node = self.policy()._replace(limit=None)  # all of a gang run at once
        body = (Step(self.name(), node),) if gang else self._body(depth)
        stop_when = "found" if self.random.random() < 0.3 and not gang else None
        names = self.name(), self.name()
        return Foreach(
            names[0], body, names[1], gang, self.policy(decides=True), self.policy(), stop_when=stop_when
        )

    def _body(self, depth: int) -> tuple[Shape, ...]:
        """What items go through: anything, or plain steps in a row, which warm workers run as one chain."""
        if self.random.random() < 0.5:
            return tuple(self.row(depth + 1))
        return tuple(Step(self.name(), self.policy()) for _ in range(self.random.choice([1, 2, 3])))

    def _switch(self, depth: int) -> Switch:
        cases = tuple(
            tuple(self.row(depth + 1)) if self.random.random() < 0.7 else ()
            for _ in range(self.random.choice([2, 3]))
        )
        loops = self.random.random() < 0.3
        return Switch(self.name(), cases, loops, self.policy(decides=True))
