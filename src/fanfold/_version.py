"""The version, in one place: the build reads it here, and nothing is looked up when it is asked for."""

__version__ = "0.1.0"
