"""A parameter as an option of a command line, in plain data; the command line makes its own options of it."""

from fanfold.model.named import NamedTuple


class Option(NamedTuple):
    """One option. Its value is given on as the text that was typed (or True for a flag).

    Attributes:
        flag: as typed, `--learning-rate`; the parameter's name verbatim.
        name: the parameter's name, which is the key for `resolve`.
        default_text: the default as help shows it; empty if it is not to be shown.
        metavar: what stands for the value in help.
        required: whether it must be given, if no environment variable gives it.
        environment_names: variables that give its value, the first set one wins.
    """

    flag: str
    name: str
    help: str
    default_text: str
    metavar: str
    required: bool
    is_flag: bool
    choices: tuple[str, ...]
    environment_names: tuple[str, ...]
    secret: bool
