"""Running a flow's file as Python would run it.

`fanfold run FILE`, and every worker that starts as an interpreter of its own, run the user's file inside a
process that began with our code. The file must not notice: `__main__` is a fresh module with the `__file__`,
`__package__` and `__spec__` that `python FILE` gives it, `sys.argv` names the file, and the first entry of
`sys.path` is the file's folder. Artifacts pickle the file's classes as `__main__.X`, so all processes of a
run have to agree on this.

A file need not have a main block: if nothing in it called its flow, the only flow that it defines is called.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType

from fanfold.flow import entry
from fanfold.flow.completion import begin_completion
from fanfold.model.errors import FlowError

_started: list[type] = []
_class_names: list[str] = []
_replaced_mains: list[ModuleType] = []
"""The `__main__` modules that stood there before: functions of theirs may still run, and need their
globals.
"""


def run_file_as_main(path: str, argv: Sequence[str], *, class_name: str | None = None) -> None:
    """Run the file as `python path argv…`, and then its flow, if its main block did not.

    It returns only when the flow's command does; as a rule that ends the process with SystemExit. What the
    user's code raises comes through as it is.

    Args:
        class_name: the flow to run, whichever the main block calls. Without it: the one that is called, or
            the only one.

    Raises:
        FlowError: no such file, not Python, or no flow in it, or several and no `class_name`.
    """
    code = _compiled(path)
    main = _fresh_main(os.path.abspath(path), spec=None, package=None)
    # Python resolves links for the path, and for nothing else.
    _set_process_state([path, *argv], os.path.dirname(os.path.realpath(path)))
    _run(main, code, class_name, path)


def run_module_as_main(name: str, argv: Sequence[str], *, class_name: str | None = None) -> None:
    """The same for `python -m name argv…`, from the working directory.

    Raises:
        FlowError: there is no such module, or no flow in it, or several and no `class_name`.
    """
    _set_process_state(["-m", *argv], os.getcwd())
    name, code, origin, spec = _module(name)
    main = _fresh_main(origin, spec=spec, package=name.rpartition(".")[0])
    sys.argv[0] = origin
    _run(main, code, class_name, f"-m {name}")


def chosen(flow_class: type) -> type:
    """Which flow to run now that this one was called; entry points ask it first.

    Raises:
        FlowError: another was asked for by name, and there is none of that name.
    """
    if _class_names and flow_class.__name__ != _class_names[-1]:
        flow_class = _named(_class_names[-1], getattr(sys.modules["__main__"], "__file__", None) or "")
    _started.append(flow_class)
    begin_completion(flow_class)
    return flow_class


def called_from_python() -> None:
    """The file runs a flow by itself (`fanfold.run`), so none is to be started at its end."""
    _started.append(_CalledFromPython)


class _CalledFromPython:
    """Stands among the flows that were called, for one whose command it was not."""


def is_command(flow_class: type) -> bool:
    """Whether this process was started to run this flow's command: then another can be started likewise."""
    return flow_class in _started


def _run(main: ModuleType, code: CodeType, class_name: str | None, where: str) -> None:
    if class_name:
        _class_names.append(class_name)
    called = len(_started)
    exec(code, main.__dict__)
    if len(_started) == called:
        # Not by calling it: an `__init__` of the user's may want arguments, or never come to ours.
        entry.start(_named(class_name, where) if class_name else _only_flow(where))


def _compiled(path: str) -> CodeType:
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        return compile(source, os.path.abspath(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _not_python(path, error) from None
    except ValueError as error:  # null bytes, in Python 3.11
        raise FlowError(
            f"This is no Python file: {error}.", remedy="Name the flow's .py file.", file=path
        ) from None


def _unreadable(path: str, error: OSError) -> FlowError:
    if os.path.isdir(path):
        return FlowError(
            f"{path} is a folder.", remedy="Name the flow's file in it, or use -m for a package."
        )
    if not os.path.exists(path):
        return FlowError(f"There is no file {path} in {os.getcwd()}.", remedy=_similar_file(path))
    return FlowError(f"{path} cannot be read: {error.strerror}.")


def _similar_file(path: str) -> str:
    from difflib import get_close_matches

    folder = os.path.dirname(path)
    try:
        names = [name for name in os.listdir(folder or ".") if name.endswith(".py")]
    except OSError:
        return "Check the folder's name."
    near = get_close_matches(os.path.basename(path), names, n=1)
    return (
        f"Did you mean {os.path.join(folder, near[0])}?"
        if near
        else "Check the name and the working directory."
    )


def _not_python(path: str, error: SyntaxError) -> FlowError:
    lines = [f"{type(error).__name__}: {error.msg}"]
    if error.text:
        indent = len(error.text) - len(error.text.lstrip())
        lines.append(f"        {error.text.strip()}")
        lines.append(" " * (8 + max((error.offset or 1) - 1 - indent, 0)) + "^")
    return FlowError("\n".join(lines), file=path, line=error.lineno)


def _module(name: str) -> tuple[str, CodeType, str, object]:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name += ".__main__"
            spec = find_spec(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise  # an import inside the user's package
        spec = None
    get_code: Callable[[str], CodeType | None] | None = getattr(spec and spec.loader, "get_code", None)
    if spec is None or get_code is None or spec.origin is None:
        raise FlowError(
            f"There is no module {name} to be seen from {os.getcwd()}.",
            remedy=f"python -m {name} has to find it.",
        )
    try:
        code = get_code(name)
    except SyntaxError as error:
        raise _not_python(spec.origin, error) from None
    assert code is not None, f"{name} has no code"
    return name, code, spec.origin, spec


def _fresh_main(file: str, *, spec: object, package: str | None) -> ModuleType:
    from importlib.machinery import SourceFileLoader

    main = ModuleType("__main__")
    main.__file__ = file
    main.__loader__ = SourceFileLoader("__main__", file) if spec is None else getattr(spec, "loader", None)
    main.__package__ = package
    main.__dict__.update(
        __spec__=spec, __cached__=getattr(spec, "cached", None), __annotations__={}, __builtins__=__builtins__
    )
    _replaced_mains.append(sys.modules["__main__"])
    sys.modules["__main__"] = main
    return main


def _set_process_state(argv: list[str], folder: str) -> None:
    """`sys.argv`, and the first entry of `sys.path`: Python put there what was right for our own start."""
    sys.argv[:] = argv
    if sys.flags.safe_path:  # python -P: there is no such entry
        return
    alias = alias_on_path()
    if alias and os.path.exists(os.path.join(folder, "metaflow", "__init__.py")):
        # A checkout of the reference beside the flow would win over PYTHONPATH. The alias was asked for, so
        # it comes first.
        sys.path[0:1] = [alias, folder]
    else:
        sys.path[0] = folder


def alias_on_path() -> str | None:
    """The folder of the alias package `metaflow`, if it is on PYTHONPATH."""
    from fanfold.flow.alias import ALIAS_FOLDER

    return ALIAS_FOLDER if ALIAS_FOLDER in os.environ.get("PYTHONPATH", "").split(os.pathsep) else None


def _flows() -> list[type]:
    """The flows that `__main__` defines, those left out that others there derive from."""
    from fanfold.flow.spec import FlowSpec

    members = vars(sys.modules["__main__"]).values()
    flows = [
        member
        for member in members
        if isinstance(member, type) and issubclass(member, FlowSpec) and member.__module__ == "__main__"
    ]
    unique = list(dict.fromkeys(flows))
    return [
        flow for flow in unique if not any(issubclass(other, flow) for other in unique if other is not flow)
    ]


def _only_flow(where: str) -> type:
    flows = _flows()
    if len(flows) == 1:
        return flows[0]
    if not flows:
        raise FlowError(
            "There is no flow in it.", remedy="A flow is a class that derives from FlowSpec.", file=where
        )
    names = ", ".join(flow.__name__ for flow in flows)
    raise FlowError(
        f"There are several flows in it: {names}.",
        remedy=f"Say which: {where}:{flows[0].__name__}",
        file=where,
    )


def _named(name: str, where: str) -> type:
    found = getattr(sys.modules["__main__"], name, None)
    if isinstance(found, type):
        return found
    names = ", ".join(flow.__name__ for flow in _flows()) or "none"
    raise FlowError(f"There is no flow {name} in it.", remedy=f"The flows there: {names}.", file=where)
