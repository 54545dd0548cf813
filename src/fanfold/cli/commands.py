"""Which commands there are; nothing is loaded by asking."""

from __future__ import annotations

FLOW_COMMANDS = ("run", "resume", "check", "show", "debug", "output-dot", "version", "help")
"""What a flow can be asked to do. Each is a module here, with one function `command(flow_class)`."""

OWN_COMMANDS = {
    "demo": "Run an example on real data: one task for each of 4,043 aircraft.",
    "exec": "Run a command for which the name metaflow means fanfold: exec -- pytest",
    "compat-path": "Print the folder that gives the name metaflow this meaning, for PYTHONPATH.",
    "version": "Print the version of fanfold.",
}
"""What `fanfold` does without a flow. Each is a module here, with one function `main(arguments)`."""
