"""Flows that fan out over a million items and fold back together."""
