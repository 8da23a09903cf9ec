"""The parts of the test on a clean machine that can go wrong unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.packaging.test_setup import script

package_test = script("package_test")
require_quiet: Callable[[str], None] = package_test.require_quiet


def test_what_nobody_expects_on_stderr_fails_the_test() -> None:
    require_quiet("first paint 0.07 s\nready to type 0.61 s\n\n")
    with pytest.raises(SystemExit, match="a library complains"):
        require_quiet("first paint 0.07 s\na library complains\n")


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
