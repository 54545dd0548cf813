"""All planted bugs."""

from __future__ import annotations

from tests.planted.fold_bugs import FOLD_BUGS
from tests.planted.hand_bugs import HAND_BUGS
from tests.planted.machine_bugs import MACHINE_BUGS
from tests.planted.policy_bugs import POLICY_BUGS
from tests.planted.protocol_bugs import PROTOCOL_BUGS

BUGS = [*MACHINE_BUGS, *POLICY_BUGS, *PROTOCOL_BUGS, *FOLD_BUGS, *HAND_BUGS]
