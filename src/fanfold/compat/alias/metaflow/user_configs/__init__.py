"""`metaflow.user_configs`: configs."""
