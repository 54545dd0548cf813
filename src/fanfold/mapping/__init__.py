"""`fanfold.map`: a function over many items, as a run of a flow that is made on the fly.

    map(fetch, urls) ──► take the items (here, once) ──► a flow of one step, run by a driver ──► Results

It is a fan like any other: each item is a task with a status, a log and a place in the run's folder, so what
is done stays done, and the next call of the same function goes on where the last one stopped.
"""
