"""The parts of the test on a clean machine that can go wrong unseen."""

from __future__ import annotations

import pytest
from clean_machine import foreign_sockets, require_quiet

from tests.packaging.test_setup import script

package_test = script("package_test")


def test_what_nobody_expects_on_stderr_fails_the_test() -> None:
    require_quiet("first paint 0.07 s\nready to type 0.61 s\n\n")
    with pytest.raises(SystemExit, match="a library complains"):
        require_quiet("first paint 0.07 s\na library complains\n")


def test_only_sockets_of_the_machine_itself_are_no_network() -> None:
    local = (
        "12 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3",
        '12 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X97"}, 20) = 0',
        "12 recvmsg(3, {msg_name=NULL, msg_namelen=0}, 0) = 8",
    )
    foreign = (
        "12 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4",
        "12 connect(4, {sa_family=AF_INET6, sin6_port=htons(443)}, 28) = -1 ENETUNREACH (Network is unreachable)",
        '13 sendto(4, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 1',
        "13 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 5",
    )
    assert foreign_sockets("\n".join(local + foreign)) == list(foreign)


def test_it_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_test.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="run it as root"):
        package_test.require_ready()
    monkeypatch.setattr(package_test.os, "geteuid", lambda: 0)
    monkeypatch.setattr(package_test, "missing_packages", lambda _: ["debootstrap"])
    with pytest.raises(SystemExit, match="apt-get install -y debootstrap"):
        package_test.require_ready()
    monkeypatch.setattr(package_test, "missing_packages", lambda _: [])
    monkeypatch.setattr(package_test, "OUT", package_test.ROOT / "tests")
    with pytest.raises(SystemExit, match="run make package first"):
        package_test.require_ready()
