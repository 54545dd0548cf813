"""Which names a flow's parameters may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fanfold.flow.parameter import Parameter

RESERVED = frozenset(
    {
        "params",
        "with",
        "tag",
        "namespace",
        "obj",
        "tags",
        "decospecs",
        "run_id_file",
        "max_num_splits",
        "max_workers",
        "max_log_size",
        "user_namespace",
        "run_id",
        "task_id",
        "runner_attribute_file",
    }
)
"""Options of `run`, as in the reference. Further options of ours give way to a parameter of the same name."""

TAKEN_ATTRIBUTES = frozenset(
    {"next", "input", "index", "foreach_stack", "merge_artifacts", "cmd", "script_name"}
)


def canonical(name: str) -> str:
    """The form in which two names count as the same: `Learning-Rate` is `learning_rate`."""
    return name.replace("-", "_").lower()


def check_names(parameters: Mapping[str, Parameter[Any]]) -> None:
    """Raises ParameterError for the first parameter whose name cannot stand."""
    seen: dict[str, Parameter[Any]] = {}
    for attribute, parameter in parameters.items():
        _check_free(attribute, parameter)
        other = seen.setdefault(canonical(parameter.name), parameter)
        if other is not parameter or other.attribute != attribute:
            raise parameter.wrong(
                f"Two parameters are named {parameter.name!r}; the other is at {other.site}.",
                "Names must differ in more than upper and lower case, or - and _: rename one of them.",
            )


def _check_free(attribute: str, parameter: Parameter[Any]) -> None:
    if canonical(parameter.name) in RESERVED:
        raise parameter.wrong(
            f"A parameter cannot be named {parameter.name!r}: `run` has an option of that name.",
            f"Rename it, for example Parameter('my-{parameter.name}').",
        )
    if attribute in TAKEN_ATTRIBUTES:
        raise parameter.wrong(
            f"A parameter cannot be the attribute {attribute!r}: every flow has self.{attribute} already.",
            f"Rename the attribute: {attribute}_value = Parameter({parameter.name!r}). The option can stay.",
        )
