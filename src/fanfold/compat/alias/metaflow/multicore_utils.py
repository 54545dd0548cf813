"""`metaflow.multicore_utils`: a function over values in processes."""

from __future__ import annotations

from fanfold.flow.parallel_map import MulticoreError as MulticoreException
from fanfold.flow.parallel_map import parallel_imap_unordered, parallel_map
