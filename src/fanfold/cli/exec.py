"""`exec -- COMMAND …`: any command, pytest or a notebook server, for which `metaflow` means fanfold."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from fanfold.flow.alias import use_alias
from fanfold.model.errors import RunError, UsageError


def main(arguments: Sequence[str]) -> int:
    """Become the command. It returns only if there is no such command."""
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        raise UsageError("exec wants a command.", remedy="Write: fanfold exec -- pytest")
    use_alias()
    # The name means something only to the Python that has fanfold, so its commands come first.
    folders = [os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)]
    os.environ["PATH"] = os.pathsep.join(folders)
    sys.stdout.flush()
    try:
        os.execvp(command[0], command)
    except OSError as error:
        raise RunError(
            f"{command[0]} cannot be run: {error.strerror}.", remedy="Check its name and PATH."
        ) from None
