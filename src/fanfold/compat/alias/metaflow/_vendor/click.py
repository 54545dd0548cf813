"""`metaflow._vendor.click`: click."""

from __future__ import annotations

import sys

import click

sys.modules[__name__] = click
