"""The names that Metaflow has and flows import from it."""

from __future__ import annotations

NAMES = frozenset({
    "Config", "ConfigValue", "DataArtifact", "DeployedFlow", "Deployer", "Flow", "FlowMutator", "FlowSpec",
    "IncludeFile", "JSONType", "JSONTypeClass", "Metaflow", "NBDeployer", "NBRunner", "Parameter", "Run",
    "Runner", "S3", "Step", "StepMutator", "Task", "USER_SKIP_STEP", "UserStepDecorator",
    "airflow_external_task_sensor", "airflow_s3_key_sensor", "batch", "card", "catch", "conda", "conda_base",
    "conda_environment_yml_parser", "config_expr", "current", "default_metadata", "default_namespace",
    "environment", "exit_hook", "get_metadata", "get_namespace", "inspect_spin", "kubernetes", "metadata",
    "namespace", "namespaced_event_name", "package_sources", "parallel", "parallel_imap_unordered",
    "parallel_map", "profile", "project", "pypi", "pypi_base", "pyproject_toml_parser", "pytorch_parallel",
    "requirements_txt_parser", "resources", "retry", "schedule", "secrets", "step", "timeout", "trigger",
    "trigger_on_finish", "user_step_decorator", "yaml_parser",
})  # fmt: skip

STEP_DECORATORS = frozenset({
    "batch", "card", "catch", "conda", "environment", "kubernetes", "parallel", "pypi", "pytorch_parallel",
    "resources", "retry", "secrets", "timeout",
})  # fmt: skip
"""Of these, those that stand above steps."""

PARAMETER_ARGUMENTS = frozenset({"secret"})
"""What `Parameter` takes here and not there."""
