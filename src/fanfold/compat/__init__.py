"""The name `metaflow`, for flows that people already have."""
