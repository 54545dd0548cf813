"""`metaflow.datastore.exceptions`: artifacts that cannot be stored."""

from __future__ import annotations

from fanfold.model.errors import StorageError as DataException
from fanfold.model.errors import UnpicklableArtifactError as UnpicklableArtifactException
