"""Names of the authoring API's known extensions: what users may meet in a flow and not find here."""

from __future__ import annotations

EXTENSION_OF_CURRENT = {
    "checkpoint": "@checkpoint",
    "deepspeed": "@deepspeed",
    "huggingface_hub": "@huggingface_hub",
    "model": "@model",
    "mpi": "@mpi",
    "nim": "@nim",
    "ollama": "@ollama",
    "ray_storage_path": "@metaflow_ray",
    "tensorboard": "@tensorboard",
    "tensorflow": "@tensorflow_parallel",
    "torch": "@torchrun",
    "vllm": "@vllm",
}
"""Attributes of `current`, and the decorator that makes each."""

EXTENSION_DECORATORS = (
    "airflow_external_task_sensor",
    "airflow_s3_key_sensor",
    "app_deploy",
    "armada",
    "checkpoint",
    "coreweave_checkpoints",
    "deepspeed",
    "gpu_profile",
    "huggingface_hub",
    "metaflow_ray",
    "model",
    "mpi",
    "nebius_checkpoints",
    "nim",
    "nvct",
    "nvidia",
    "ollama",
    "openlineage",
    "pip",
    "pytorch_parallel",
    "ray_parallel",
    "s3_proxy",
    "slurm",
    "snowflake",
    "snowpark",
    "tensorboard",
    "tensorflow_parallel",
    "torchrun",
    "uenv",
    "vllm",
)
"""Decorators that are accepted, for steps and for flows, and do nothing here."""
