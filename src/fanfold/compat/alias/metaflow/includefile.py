"""`metaflow.includefile`: files that become artifacts."""

from __future__ import annotations

from fanfold.flow.includefile import IncludeFile
