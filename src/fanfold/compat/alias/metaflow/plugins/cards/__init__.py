"""`metaflow.plugins.cards`: see `metaflow.cards`."""
