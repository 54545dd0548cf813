"""`fanfold help F102`: what an error code means, and what to do. `fanfold help COMMAND`: its options."""

from __future__ import annotations

from textwrap import fill

from fanfold.cli.commands import FLOW_COMMANDS, OWN_COMMANDS, RUN_COMMANDS
from fanfold.cli.error_codes import ErrorCode, error_codes
from fanfold.model.errors import UsageError

COLUMNS = 100


def explain(word: str) -> int:
    """Print what there is to say of an error code or a command.

    Raises:
        UsageError: it is neither.
    """
    known = {each.code: each for each in error_codes()}
    if word.upper() in known:
        print(_explained(known[word.upper()]))
        return 0
    if word in RUN_COMMANDS:
        from fanfold.cli.command import answer

        return answer([word, "--help"])
    if word in OWN_COMMANDS:
        print(f"fanfold {word}: {OWN_COMMANDS[word]}")
        return 0
    if word in FLOW_COMMANDS:
        print(f"What {word} takes depends on the flow. Type: fanfold {word} FILE --help")
        return 0
    from fanfold.flow.nearness import near

    names = [*known, *FLOW_COMMANDS, *RUN_COMMANDS, *OWN_COMMANDS]
    raise UsageError(f"There is no command and no error code {word!r}.", remedy=near(word, names))


def _explained(error: ErrorCode) -> str:
    paragraphs = (fill(text, COLUMNS) for text in (error.meaning, error.advice) if text)
    return "\n\n".join([f"{error.code}  {error.headline} ({error.name})", *paragraphs])
