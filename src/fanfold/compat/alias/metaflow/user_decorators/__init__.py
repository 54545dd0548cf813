"""`metaflow.user_decorators`: decorators that users write."""
