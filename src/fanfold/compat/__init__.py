"""The name `metaflow`, for flows that people already have: `alias` is a folder for Python's path."""
