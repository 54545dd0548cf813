"""Names of the authoring API that mean a service or an extension. Importing one is no error, since a flow may
only use it where it is deployed; using one says what it needs.
"""

from __future__ import annotations

from typing import Any, NoReturn

from fanfold.model.errors import RunError

_DEPLOYS = "deploys flows to an orchestrator, and fanfold runs flows on this machine."
_SCHEDULER = (
    "Start `fanfold run FILE` from the scheduler that you have, or deploy the same file with Metaflow."
)


class _Elsewhere:
    """Raises when it is made."""

    needs = ""
    remedy = _SCHEDULER

    def __init__(self, *_arguments: object, **_options: object) -> None:
        raise RunError(f"{type(self).__name__} {self.needs}", remedy=self.remedy)

    @classmethod
    def from_deployment(cls, *_arguments: object, **_options: object) -> NoReturn:
        """What was deployed is not known here."""
        raise RunError(f"{cls.__name__} {cls.needs}", remedy=cls.remedy)


class Deployer(_Elsewhere):
    """Deploys a flow's file."""

    needs = _DEPLOYS


class NBDeployer(_Elsewhere):
    """Deploys a flow of a notebook."""

    needs = _DEPLOYS


class DeployedFlow(_Elsewhere):
    """A flow that was deployed."""

    needs = _DEPLOYS


class AppDeployer(_Elsewhere):
    """Deploys an app."""

    needs = "deploys apps to a platform of its own, which fanfold is not."
    remedy = "Guard it, or run this flow there."


class TorchrunSingleNodeMultiGPU(_Elsewhere):
    """Starts torchrun on the GPUs of this machine."""

    needs = "is an extension of Metaflow (metaflow-torchrun) that fanfold does not have."
    remedy = (
        "Start it in the step: subprocess.run(['torchrun', '--nproc-per-node=1', 'train.py'], check=True)"
    )


def namespaced_event_name(name: str) -> str:
    """The event's name. It would be told apart by project and branch when the flow is deployed."""
    return name


def get_db_url(*_arguments: object, **_options: object) -> NoReturn:
    """Where an app keeps its studies; there is no such app here."""
    raise RunError(
        "get_db_url asks an Optuna app of a platform that fanfold is not.",
        remedy="Give optuna a storage of your own: sqlite:///studies.db",
    )


class ArgoEvent:
    """An event for Argo Events: it takes what is put into it, and goes nowhere."""

    def __init__(
        self,
        name: str,
        url: str | None = None,
        payload: dict[str, Any] | None = None,
        access_token: str | None = None,
    ) -> None:
        self.name = name
        self.payload = dict(payload or {})

    def add_to_payload(self, key: str, value: Any) -> ArgoEvent:
        """Add to what it tells."""
        self.payload[key] = value
        return self

    def publish(
        self, payload: dict[str, Any] | None = None, force: bool = False, ignore_errors: bool = True
    ) -> None:
        """Nobody is told but who reads the task's output."""
        import sys

        print(
            f"note: the event {self.name!r} is not published: there is no Argo Events here.", file=sys.stderr
        )

    safe_publish = publish
