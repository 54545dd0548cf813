"""Decorators that stand above a step."""
