"""The committed widget is what its sources make, its own tests pass, and it is light."""

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.running import widget
from countyline.settings import PROJECT_ROOT

BUILT = PROJECT_ROOT / "widget" / "built"


def put(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def checked() -> Iterator[widget.Checked]:
    try:
        widget.find_tools()
    except Problem as problem:
        pytest.skip(str(problem))
    yield widget.check(PROJECT_ROOT)


def test_types_tests_and_the_committed_build_are_right(checked: widget.Checked) -> None:
    print(f"Vitest: {checked.tests} passed")
    assert checked.tests >= 250


def test_the_build_is_light(checked: widget.Checked) -> None:
    assert set(checked.sizes) == {"widget.js", "panel.js"}
    for name, size in checked.sizes.items():
        assert 0 < size <= widget.LIMITS[name]


def test_the_weight_is_what_gzip_says(checked: widget.Checked) -> None:
    for name, size in checked.sizes.items():
        packed = subprocess.run(
            ["gzip", "-9", "-n", "-c", str(BUILT / name)], capture_output=True, check=True
        ).stdout
        assert gzip.decompress(packed) == (BUILT / name).read_bytes()
        assert abs(len(packed) - size) < 64


def test_the_loader_asks_for_the_panel_that_was_built_with_it() -> None:
    import hashlib

    version = hashlib.sha256((BUILT / "panel.js").read_bytes()).hexdigest()[:10]
    assert version in (BUILT / "widget.js").read_text(encoding="utf-8")


def test_the_lock_file_pins_by_content_and_names_no_host() -> None:
    text = (PROJECT_ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())


def test_nothing_that_others_made_stands_in_the_tree() -> None:
    assert not (PROJECT_ROOT / "widget" / "node_modules").exists()
    assert {path.name for path in BUILT.iterdir()} == {"widget.js", "panel.js"}


def test_a_difference_is_named(tmp_path: Path) -> None:
    (tmp_path / "widget.js").write_bytes(b"old")
    (tmp_path / "panel.js.map").write_bytes(b"{}")
    assert widget.compare(tmp_path, {"widget.js": b"new", "panel.js": b"x"}) == [
        "panel.js is missing",
        "panel.js.map does not belong there",
        "widget.js differs",
    ]
    assert widget.compare(tmp_path / "nowhere", {"widget.js": b"new"}) == ["widget.js is missing"]


def test_missing_and_old_programs_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"needs Node\.js 20\.19 or later with npm, and node was not"):
        widget.find_tools()
    put(tmp_path, "node", "echo v18.20.1")
    with pytest.raises(Problem, match="npm was not found"):
        widget.find_tools()
    put(tmp_path, "npm", "echo 10")
    with pytest.raises(Problem, match=r"is v18\.20\.1: put a newer one first"):
        widget.find_tools()
    put(tmp_path, "node", "echo v20.19.0")
    assert widget.find_tools().version == "v20.19.0"
