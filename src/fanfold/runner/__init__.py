"""Flows run from Python: `fanfold.run` for a class, `Runner` for a file, `NBRunner` for a notebook's class.

    host (script, test, notebook)                driver, a process of its own
    ┌───────────────────────────────┐   class    ┌──────────────────────────────┐
    │ fanfold.run(Flow, …)          │ ─────────► │ what `python flow.py run` is: │
    │   the observer, in its thread │ ◄───────── │ zygote, workers, ledger       │
    └───────────────────────────────┘  what it   └──────────────────────────────┘
                                       observes

The driver of a run handles signals, adopts orphans, reaps whatever child of its process ends, and forks. None
of this may happen to a process that belongs to somebody else, so it has one of its own: forked from the host
where that is sound, and then it has all that the host has; else started, and then the class travels by value.
Threads, event loops, subprocesses and descriptors of the host are none of its business, two runs at once are
two drivers, and when the host dies its drivers die.

`apart.run_apart(request, observer)` is the one function below all of this: it runs any subclass of FlowSpec,
importable or not, with values, options and an observer, and gives the engine's `RunResult`.
`outcome.RunOutcome` makes of that what users are given.
"""
