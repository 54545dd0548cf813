"""Decorators that stand above a flow."""
