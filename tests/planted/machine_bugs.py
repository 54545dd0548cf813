"""Bugs of the machine: looked for by all tests of the run, and by the simulator."""

from __future__ import annotations

from tests.planted.bug import Bug

MACHINE_BUGS = [
    Bug(
        "a join starts when one item is still missing",
        "fanfold.run.fans",
        "if not fan.missing and not fan.pending:",
        "if fan.missing <= 1:",
    ),
    Bug("a static join forgets one branch", "fanfold.run.joins", ".branches - 1)", ".branches - 2)"),
    Bug(
        "an item that has all its branches stays counted as waiting",
        "fanfold.run.joins",
        "arrived.take(first, stop)",
        "arrived.within(first, stop)",
    ),
    Bug(
        "the rest of a chain waits for a worker that never had the item",
        "fanfold.run.machine",
        "alight_all(run, span)",
        "alight_all(run, span._replace(stop=span.first))",
    ),
    Bug(
        "an item that took another case than its loop's rides on",
        "fanfold.run.machine",
        "alight_all(run, event.span)",
        "alight_all(run, event.span._replace(stop=span.first))",
    ),
    Bug(
        "whoever came riding in a loop is taken to walk",
        "fanfold.run.launches",
        "for low, high in gaps(first, stop, on_foot):",
        "for low, high in ():",
    ),
    Bug(
        "an item is launched at a turn of its loop that its worker goes on with",
        "fanfold.run.launches",
        "_ride(run, (span.fan, span.step, span.turn + 1), span)",
        "pass",
    ),
    Bug(
        "one retry too many",
        "fanfold.run.retries",
        "trial.attempt < policy.retries",
        "trial.attempt <= policy.retries",
    ),
    Bug(
        "a retry is charged though nobody was to blame",
        "fanfold.run.retries",
        "launch_again(run, task, trial, effects)\n    elif kills",
        "launch_again(run, task, trial._replace(attempt=trial.attempt + 1), effects)\n    elif kills",
    ),
    Bug(
        "a retry after a death is not alone",
        "fanfold.run.retries",
        "alone = trial.alone or event.failure.cause is Cause.DIED",
        "alone = False",
    ),
    Bug("a retry does not wait", "fanfold.run.retries", "waiting=delay_seconds > 0", "waiting=False"),
    Bug(
        "a fallback falls back again",
        "fanfold.run.retries",
        "elif policy.catch and not trial.fallback:",
        "elif policy.catch:",
    ),
    Bug(
        "a failure with --keep-going halts",
        "fanfold.run.retries",
        "if not run.keep_going:",
        "if run is not None:",
    ),
    Bug(
        "a failure without --keep-going does not halt",
        "fanfold.run.retries",
        "if not run.keep_going:",
        "if run is None:",
    ),
    Bug(
        "a machine that failed costs the task an attempt",
        "fanfold.run.retries",
        "event.failure.cause is Cause.ENGINE",
        "event.failure.cause is Cause.ENGINE and not event.charged",
    ),
    Bug(
        "something is launched after the halt",
        "fanfold.run.launches",
        "if run.halted is not None:",
        "if run is None:",
    ),
    Bug(
        "later links of a chain are launched a second time",
        "fanfold.run.launches",
        "for link in chain[1:]:",
        "for link in chain[:0]:",
    ),
    Bug(
        "after a failure the later links are still believed to be on their way",
        "fanfold.run.launches",
        "for row in rows:\n        riding",
        "for row in ():\n        riding",
    ),
    Bug(
        "the attempts of done tasks are kept",
        "fanfold.run.launches",
        "if run.trials:",
        "if not run.trials:",
    ),
    Bug(
        "caught tasks are counted twice",
        "fanfold.run.machine",
        "counts.caught += caught",
        "counts.caught += 2 * caught",
    ),
    Bug(
        "leaving a loop keeps its turn",
        "fanfold.run.machine",
        "target == span.step else 0",
        "target == span.step else span.turn",
    ),
    Bug(
        "a run in which tasks failed succeeds",
        "fanfold.run.machine",
        "finish(run, RunStatus.FAILED",
        "finish(run, RunStatus.SUCCEEDED",
    ),
    Bug("a run halts twice", "fanfold.run.halting", "if run.halted is None and", "if"),
    Bug("a step that succeeded once is given up", "fanfold.run.deaths", "or counts.done > counts.caught", ""),
    Bug(
        "a fan of few gets no retry after three deaths",
        "fanfold.run.deaths",
        " and counts.bound > ISOLATED_TASKS_MAX",
        "",
    ),
    Bug(
        "a resume believes that chains are under way",
        "fanfold.run.resume",
        "run.riding.clear()",
        "run.riding.copy()",
    ),
    Bug(
        "a dropped split gives its number away",
        "fanfold.run.resume",
        "run.next_fan = FanId(max(run.next_fan, fan + 1))",
        "run.next_fan = FanId(run.next_fan)",
    ),
    Bug(
        "what comes after a step that runs again is reused",
        "fanfold.graph.order",
        "ready = list(found)",
        "ready = list(found)[:0]",
    ),
    Bug(
        "a neighbour's end is joined to a row that it does not touch",
        "fanfold.run.intervals",
        "touches_left = at > 0 and stops[at - 1] == first",
        "touches_left = at > 0 and stops[at - 1] <= first",
    ),
]
