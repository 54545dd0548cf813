"""`metaflow.client.core`: the same names, where some code imports them from."""

from __future__ import annotations

from fanfold.client import *
from fanfold.client.data import TaskData as MetaflowData
from fanfold.client.facts import MetaDatum as Metadata
from fanfold.client.recorded import Recorded as MetaflowObject
