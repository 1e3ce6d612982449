"""`scripts/setup`, with stand-ins for uv and Python."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.scripts.conftest import REPOSITORY, wait_until

TOOLS = "awk cat cmp cp date df dirname env grep kill mkdir printf rm sh sleep tail touch"

# Answers --version; `uv venv` makes a venv whose Python says it is 3.10; what `uv pip` does comes
# with the test.
UV = """#!/bin/sh
case "$1" in
venv)
    for folder; do :; done
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\\nexit 0\\n' >"$folder/bin/python"
    chmod +x "$folder/bin/python"
    ;;
pip)
    echo "$*" >>installs
    {pip}
    ;;
esac
"""


class Machine:
    """A folder with the script, and a PATH with a few tools and nothing else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / "bin"
        (root / "scripts").mkdir()
        self.bin.mkdir()
        shutil.copy(REPOSITORY / "scripts" / "setup", root / "scripts" / "setup")
        for name in (*TOOLS.split(), "chmod"):
            tool = shutil.which(name)
            assert tool, f"{name} is missing"
            (self.bin / name).symlink_to(tool)
        for name in ("requirements.txt", "requirements-dev.txt"):
            (root / name).write_text("rasa==3.6.21\n")

    def add(self, name: str, script: str) -> None:
        """Put a stand-in on the PATH, in place of a tool of the same name."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the script."""
        return subprocess.Popen(
            ["scripts/setup", *arguments],
            cwd=self.root,
            env={"PATH": str(self.bin), "HOME": str(self.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the script; return its exit code and what it said."""
        script = self.start(*arguments)
        said, _ = script.communicate(timeout=30)
        return script.returncode, said

    @property
    def installs(self) -> list[str]:
        """Return what was asked of `uv pip`."""
        path = self.root / "installs"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Give a machine without any Python."""
    return Machine(tmp_path)


def test_no_python_is_said_with_what_to_do(machine: Machine) -> None:
    status, said = machine.run()
    assert status == 1
    assert "Python 3.10 was not found." in said
    assert "PYTHON=/path/to/python3.10 make run" in said
    assert not (machine.root / ".venv").exists()


def test_another_python_is_not_taken(machine: Machine) -> None:
    machine.add("python3", "#!/bin/sh\nexit 1\n")
    assert "Python 3.10 was not found." in machine.run()[1]


def test_a_python_without_venv_is_said_with_what_to_do(machine: Machine) -> None:
    machine.add("python3.10", '#!/bin/sh\n[ "$1" = -c ]\n')
    status, said = machine.run()
    assert status == 1
    assert "install python3.10-venv" in said


def test_packages_are_installed_once_with_their_hashes(machine: Machine) -> None:
    machine.add("uv", UV.format(pip=":"))
    status, said = machine.run()
    assert status == 0, said
    assert machine.installs == ["pip install --no-deps --require-hashes -r requirements.txt"]
    assert machine.run() == (0, "")
    assert len(machine.installs) == 1


def test_changed_requirements_are_installed(machine: Machine) -> None:
    machine.add("uv", UV.format(pip=":"))
    machine.run()
    (machine.root / "requirements.txt").write_text("rasa==3.6.22\n")
    machine.run()
    assert len(machine.installs) == 2


def test_dev_installs_the_tools_too(machine: Machine) -> None:
    machine.add("uv", UV.format(pip=":"))
    machine.run("dev")
    assert [install.split()[-1] for install in machine.installs] == [
        "requirements.txt",
        "requirements-dev.txt",
    ]


def test_a_failed_install_is_said_and_tried_again(machine: Machine) -> None:
    machine.add("uv", UV.format(pip="echo 'no network'; exit 1"))
    status, said = machine.run()
    assert status == 1
    assert "no network" in said
    assert "Installing failed" in said
    machine.run()
    assert len(machine.installs) == 2


def test_a_disk_that_is_full_during_the_install_is_said(machine: Machine) -> None:
    machine.add("uv", UV.format(pip="echo 'OSError: No space left on device'; exit 1"))
    status, said = machine.run()
    assert status == 1
    assert "The disk is full." in said


def test_too_little_room_is_said_before_the_install(machine: Machine) -> None:
    machine.add("uv", UV.format(pip=":"))
    machine.add("df", "#!/bin/sh\nprintf 'Disk Blocks Used Free\\n/dev/a 9 9 1048576 9 /\\n'\n")
    status, said = machine.run()
    assert status == 1
    assert "1024 MB are free on this disk, and the packages need about 4000 MB." in said
    assert machine.installs == []


def test_a_signal_ends_the_install(machine: Machine) -> None:
    machine.add("uv", UV.format(pip="exec sleep 60"))
    script = machine.start()
    wait_until(lambda: len(machine.installs) == 1)
    script.send_signal(signal.SIGTERM)
    said, _ = script.communicate(timeout=10)
    assert script.returncode == 143
    assert "Stopped." in said
