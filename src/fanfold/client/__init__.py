"""Reading finished and running runs: Flow, Run, Step, Task, DataArtifact."""

from __future__ import annotations

from fanfold.client.artifact import DataArtifact
from fanfold.client.flow import Flow
from fanfold.client.home import default_metadata, get_metadata, metadata
from fanfold.client.metaflow import Metaflow
from fanfold.client.namespaces import default_namespace, get_namespace, namespace
from fanfold.client.run import Run
from fanfold.client.spin import inspect_spin
from fanfold.client.step import Step
from fanfold.client.task import Task

__all__ = [
    "DataArtifact",
    "Flow",
    "Metaflow",
    "Run",
    "Step",
    "Task",
    "default_metadata",
    "default_namespace",
    "get_metadata",
    "get_namespace",
    "inspect_spin",
    "metadata",
    "namespace",
]
