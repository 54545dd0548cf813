"""`metaflow.cli`: what users' code prints with, and how a flow gets its command line."""

from __future__ import annotations

from fanfold.compat.small_functions import echo_always, echo_dev_null, start
