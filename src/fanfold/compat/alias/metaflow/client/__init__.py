"""`metaflow.client`: what reads runs."""

from __future__ import annotations

from fanfold.client import *
