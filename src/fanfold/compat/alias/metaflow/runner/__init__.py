"""`metaflow.runner`: running flows from Python."""
