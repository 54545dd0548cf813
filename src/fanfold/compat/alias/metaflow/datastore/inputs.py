"""`metaflow.datastore.inputs`: what a join gets."""

from __future__ import annotations

from fanfold.flow.inputs import Inputs
