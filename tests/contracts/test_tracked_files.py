"""What no file of the repository may hold, whoever wrote it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.contracts.source import ROOT

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = [
    host + "." + domain
    for host, domain in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry.npmjs", "org"),
        ("anaconda", "org"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("archive.ubuntu", "com"),
    ]
]
FORBIDDEN = {
    "the host of a package registry": re.compile("|".join(map(re.escape, REGISTRIES)).encode()),
    # A folder of one machine; "~/work/" and "a/root/" are not.
    "an absolute path of somebody's machine": re.compile(
        rb"(?<![\w.~*/-])/(?:"
        + rb"|".join([rb"ro" + rb"ot", rb"wo" + rb"rk", rb"(?:ho" + rb"me|Us" + rb"ers)/[\w.-]+"])
        + rb")/"
    ),
}
IGNORED = {".git", ".venv", "build", "dist", "__pycache__"}


def tracked() -> list[str]:
    """Return the files git knows; in an unpacked archive, all files."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    return [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(ROOT).parts)
    ]


TRACKED = tracked()


def test_the_files_were_found() -> None:
    assert {"pyproject.toml", "requirements.lock", "cnngui/__init__.py"} <= set(TRACKED)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = [
        f"{name}: {hit.group().decode()}"
        for name in TRACKED
        if (hit := FORBIDDEN[what].search((ROOT / name).read_bytes()))
    ]
    assert not found


def test_the_needles_are_found_where_they_are() -> None:
    first, second = FORBIDDEN.values()
    assert first.search(b"https://" + REGISTRIES[0].encode())
    assert second.search(b"open('/ho" + b"me/kim/digits')")
    assert not second.search(b"cd ~/work/ && ls a/root/b")


def test_text_is_utf8_with_unix_line_ends() -> None:
    wrong = []
    for name in TRACKED:
        if name.endswith(
            (".py", ".toml", ".md", ".lock", ".json", ".svg", ".desktop", "Makefile", ".ci/run")
        ):
            content = (ROOT / name).read_bytes()
            content.decode("utf-8")
            if b"\r\n" in content:
                wrong.append(name)
    assert not wrong


def test_nothing_made_by_a_tool_is_tracked() -> None:
    assert not [name for name in TRACKED if name == "uv.lock" or name.endswith((".pyc", ".egg-info"))]


def test_the_lock_pins_and_hashes_everything() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 40
    assert not [line for line in lines if "==" not in line or "--hash=sha256:" not in line]


def test_the_lock_holds_every_dependency() -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        Requirement(line) for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    ]
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M
    ):
        locked.setdefault(canonicalize_name(name), []).append(version)
    stale = [
        str(wanted)
        for wanted in asked
        if not all(wanted.specifier.contains(v) for v in locked.get(canonicalize_name(wanted.name), ["none"]))
    ]
    assert not stale, "make the lock anew with the command in its first lines"
