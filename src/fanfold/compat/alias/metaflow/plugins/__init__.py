"""`metaflow.plugins`: decorators in modules of their own."""
