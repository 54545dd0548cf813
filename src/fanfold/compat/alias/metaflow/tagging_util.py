"""`metaflow.tagging_util`: what may be a tag."""

from __future__ import annotations

from fanfold.client.tags import TAG_CHARS_MAX as MAX_TAG_SIZE
from fanfold.client.tags import TAGS_MAX as MAX_USER_TAG_SET_SIZE
from fanfold.client.tags import checked as validate_tags
