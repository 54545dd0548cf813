"""Which commands there are; nothing is loaded by asking."""

from __future__ import annotations

FLOW_COMMANDS = (
    "run", "resume", "check", "show", "status", "logs", "dump", "card", "tag", "why", "debug",
    "output-dot", "output-raw", "package", "spin", "init", "version", "help",
)  # fmt: skip
"""What a flow can be asked to do. Each is a module here, with one function `command(flow_class)`."""

RUN_COMMANDS = {
    "ls": ("ls", "List the runs there are, the newest first."),
    "status": ("status", "Say how a run stands: status [RUN]"),
    "show": ("show_run", "Show a run, or tasks of it: show RUN [STEP] [--failed] [--where 'score > 0.9']"),
    "logs": ("logs", "Print what tasks printed: logs RUN[/STEP[/TASK]] [--failed]"),
    "dump": ("dump", "Print the artifacts of tasks: dump RUN/STEP[/TASK]"),
    "card": ("card", "Show what tasks show on their cards: card view|get|list|server"),
    "tag": ("tag", "Tag runs: tag add|remove|replace|list"),
    "why": ("why", "Say why a task was run although its step has @cache: why RUN/STEP/KEY"),
    "verify": ("verify", "Read all that runs recorded, and name what is damaged."),
    "rm": ("rm", "Delete runs."),
    "import": ("import_runs", "Copy runs that Metaflow recorded: import .metaflow [FLOW]"),
    "gc": ("gc", "Delete old runs: gc --keep N --older-than 30d"),
}
"""What `fanfold` says of recorded runs, with or without their flow: the module, and what it does. Those that
a flow has too are the flow's where a file is named.
"""

OWN_COMMANDS = {
    "demo": "Run an example on real data: one task for each of 4,043 aircraft.",
    "exec": "Run a command for which the name metaflow means fanfold: exec -- pytest",
    "compat-path": "Print the folder that gives the name metaflow this meaning, for PYTHONPATH.",
    "version": "Print the version of fanfold.",
}
"""What `fanfold` does without a flow. Each is a module here, with one function `main(arguments)`."""
