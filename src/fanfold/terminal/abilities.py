"""What a terminal can show, by what its environment says of it."""

from collections.abc import Mapping

from fanfold.model.named import NamedTuple


class Marks(NamedTuple):
    """The signs that a view is drawn with."""

    done: str = "✔"
    failed: str = "✘"
    waiting: str = "·"
    running: str = "▸"
    full: str = "━"
    rest: str = "─"
    under: str = "└"
    at_least: str = "≥"
    between: str = "·"
    cut: str = "…"


ASCII = Marks("ok", "x", ".", ">", "#", "-", "`-", ">=", "|", "..")


class Abilities(NamedTuple):
    """Whether it has colours, and the signs that it can show.

    Attributes:
        reflows: lines that were longer than a window is now were broken in two when it became narrower.
    """

    colour: bool = True
    marks: Marks = Marks()
    reflows: bool = True


NO_COLOURS = ("vt",)


def abilities_of(environment: Mapping[str, str], encoding: str) -> Abilities:
    """What a terminal can show.

    `NO_COLOR` is honoured as https://no-color.org says: set to anything but nothing, it takes colours away.
    """
    term = environment.get("TERM", "")
    colour = not environment.get("NO_COLOR") and not term.startswith(NO_COLOURS)
    keeps_lines = "XTERM_VERSION" in environment or "STY" in environment or term.startswith("linux")
    return Abilities(colour, Marks() if _shows_unicode(environment, encoding) else ASCII, not keeps_lines)


def _shows_unicode(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether more than ASCII can be shown. Python writes UTF-8 in the C locale, which says nothing of the
    screen; whoever sets that locale by name wants plain characters.
    """
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    plain = locale in ("C", "POSIX") or environment.get("TERM", "").startswith("linux")
    return encoding.lower().replace("-", "") == "utf8" and not plain


LOCALE_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")


def is_for_people(environment: Mapping[str, str]) -> bool:
    """Whether a terminal is one that somebody looks at and that can move its cursor: CI gives its jobs
    terminals too, and writes down every repaint.
    """
    in_ci = environment.get("CI", "").lower() not in ("", "0", "false")
    return not in_ci and environment.get("TERM", "dumb") not in ("", "dumb", "unknown")
