"""What has to wait until the flow's class is there, and before anything looks at it.

Decorators and parameters may name configs that are written below them, and mutators change what the class
is. Every process does this once, to the class that it is about to run: the driver, and each worker that
imports the file anew; so all of them have the same flow.
"""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.flow import configs, user_decorators

_BEGUN = "_completion_begun"
_DONE = "_completion_done"


def begin_completion(flow_class: type) -> None:
    """Do what needs no command line, once: `pre_mutate`, and configs in the arguments of decorators.

    Raises:
        FlowError: a config, or a decorator's argument that needs one, is wrong; or a mutator failed.
    """
    with _Once(flow_class, _BEGUN) as is_first:
        if is_first and user_decorators.are_used():
            from fanfold.flow.user_decorators.mutation import pre_mutate

            pre_mutate(flow_class)
        if is_first and configs.are_used():
            from fanfold.flow.configs.settling import settle

            settle(flow_class)


def complete(flow_class: type, *, with_specs: Sequence[str] = ()) -> None:
    """Do all of it, once. `with_specs` are the texts of `--with`.

    Raises:
        FlowError: as above; or `--with` names a decorator of the user's that cannot be.
    """
    begin_completion(flow_class)
    with _Once(flow_class, _DONE) as is_first:
        if is_first and (user_decorators.are_used() or user_decorators.may_be_meant(with_specs)):
            from fanfold.flow.user_decorators.mutation import mutate

            mutate(flow_class, with_specs)


class _Once:
    """Marks a class. What fails is told again the next time: the class is not complete."""

    def __init__(self, flow_class: type, mark: str) -> None:
        self._class = flow_class
        self._mark = mark

    def __enter__(self) -> bool:
        is_first = self._mark not in vars(self._class)
        setattr(self._class, self._mark, True)
        return is_first

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            delattr(self._class, self._mark)
