"""Bugs of the policies: what may fail, what is limited, what stops early."""

from __future__ import annotations

from tests.planted.bug import Bug

POLICY_BUGS = [
    Bug(
        "one failure more is tolerated",
        "fanfold.run.losses",
        "losses.count <= losses.allowed",
        "losses.count <= losses.allowed + 1",
    ),
    Bug(
        "an item that failed in two branches counts twice",
        "fanfold.run.losses",
        "fan.missing -= not before",
        "fan.missing -= 1",
    ),
    Bug(
        "a join does not wait for other branches of a lost item",
        "fanfold.run.fans",
        "if fan is not None and not fan.missing and not fan.pending:",
        "if fan is not None and not fan.missing:",
    ),
    Bug(
        "the last to fail does not open the join",
        "fanfold.run.losses",
        "run.unsettled.append(fan.id)",
        "pass",
    ),
    Bug(
        "after one too many the others are still tolerated",
        "fanfold.run.losses",
        "losses.exceeded = True",
        "losses.exceeded = False",
    ),
    Bug(
        "the allowance is that of the step that failed last",
        "fanfold.run.losses",
        "losses.allowed = min(losses.allowed, tolerance.allowed(fan.width))",
        "losses.allowed = tolerance.allowed(fan.width)",
    ),
    Bug(
        "all items may fail",
        "fanfold.model.policy",
        "return min(self.items, max(width - 1, 0))",
        "return min(self.items, width)",
    ),
    Bug(
        "what is caught is counted as lost",
        "fanfold.run.retries",
        "elif policy.catch and not trial.fallback:",
        "elif policy.catch and not trial.fallback and not policy.tolerance:",
    ),
    Bug(
        "a resume runs again what a join was done without",
        "fanfold.run.resume",
        "if fan in folded for number",
        "if fan not in folded for number",
    ),
    Bug(
        "a retry that succeeded stays lost in a resume",
        "fanfold.run.resume",
        "                del numbers[index]",
        "                pass",
    ),
    Bug(
        "one more begins than a rate allows",
        "fanfold.run.limits",
        "self.starts - len(self._begun))",
        "self.starts + 1 - len(self._begun))",
    ),
    Bug(
        "what begins is counted once, however many begin",
        "fanfold.run.limits",
        "self._begun.extend([now] * count)",
        "self._begun.append(now)",
    ),
    Bug(
        "a rate forgets what began too early",
        "fanfold.run.limits",
        "self._begun[0] + self.seconds <= now:",
        "self._begun[0] + self.seconds / 2 <= now:",
    ),
    Bug(
        "a rate holds up longer than it must",
        "fanfold.run.limits",
        "self._begun[0] + self.seconds <= now:",
        "self._begun[0] + self.seconds < now:",
    ),
    Bug(
        "one more runs at once than may",
        "fanfold.run.limits",
        "self.concurrent - running",
        "self.concurrent - running + 1",
    ),
    Bug(
        "steps of one pool do not know of one another",
        "fanfold.run.limits",
        'policy.limit.pool or f" {step}"',
        'f"{policy.limit.pool} {step}"',
    ),
    Bug(
        "a step with a limit is a link of a chain",
        "fanfold.graph.chains",
        "and its.limit is None",
        "and its.limit is its.limit",
    ),
    Bug(
        "a retry of a fan that stopped is launched",
        "fanfold.run.launches",
        "if fan.stopped:",
        "if fan.stopped and not trial.attempt:",
    ),
    Bug(
        "a fan inside one that stopped goes on",
        "fanfold.run.stops",
        "inner.stopped = True",
        "inner.stopped = False",
    ),
    Bug(
        "a fan opened inside one that stopped goes on",
        "fanfold.run.fans",
        "fan.stopped = run.fans[parent.fan].stopped",
        "fan.stopped = False",
    ),
    Bug(
        "an item that was cancelled twice is counted twice",
        "fanfold.run.launches",
        "fan.missing -= _width_without(span, [items for _, items in gone])",
        "fan.missing -= span.width",
    ),
    Bug(
        "a cancelled item is still believed to be on its way",
        "fanfold.run.launches",
        "counts.cancelled += stop - first\n    alight_all(run, span)",
        "counts.cancelled += stop - first",
    ),
    Bug(
        "a stop does not hold in a resume",
        "fanfold.run.resume",
        "    for fan in stopped:\n        mark(run, fan)\n    return",
        "    return",
    ),
    Bug(
        "a join of a fan that stopped runs again in a resume",
        "fanfold.run.resume",
        "cancel_rest(run, fan.id)",
        "pass",
    ),
    Bug(
        "what waits for a retry is not cancelled",
        "fanfold.run.stops",
        "if trial.waiting]:",
        "if trial.waiting and trial.alone]:",
    ),
]
