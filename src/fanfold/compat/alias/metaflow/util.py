"""`metaflow.util`: small functions."""

from __future__ import annotations

from functools import cached_property
from shutil import which

from fanfold.client.namespaces import user_name as get_username
from fanfold.compat.small_functions import is_stringish, resolve_identity, to_bytes, to_unicode
