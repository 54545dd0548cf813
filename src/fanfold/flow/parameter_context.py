"""What a parameter's callable default is given."""

from collections.abc import Callable, Mapping

from fanfold.model.named import NamedTuple


class ParameterContext(NamedTuple):
    """Passed to a callable default, which is called once a run, before anything starts; never in a task."""

    flow_name: str
    user_name: str
    parameter_name: str
    logger: Callable[[str], object]
    ds_type: str
    configs: Mapping[str, object]
