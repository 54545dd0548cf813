"""Network file systems are told by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.store.mounts import is_on_network, kind_of_device

MOUNTS = """\
22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
28 1 254:0 / / rw,relatime - ext4 /dev/vda rw
90 28 0:45 / /home/a\\040b rw,relatime shared:40 master:1 - nfs4 server:/home rw,vers=4.2
91 28 0:46 / /short rw - tmpfs
"""


@pytest.mark.parametrize(
    ("device", "kind"),
    [((254, 0), "ext4"), ((0, 45), "nfs4"), ((0, 20), "sysfs"), ((9, 9), None), ((0, 46), None)],
)
def test_the_kind_of_a_mount_is_read(device: tuple[int, int], kind: str | None) -> None:
    assert kind_of_device(MOUNTS, *device) == kind


def test_a_path_that_is_gone_is_not_on_a_network(tmp_path: Path) -> None:
    assert not is_on_network(tmp_path / "gone")
