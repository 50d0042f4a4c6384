"""Resolve the project's dependencies for every supported Python and write the lock files with hashes."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def compile_lock(requirements: list[str], target: Path) -> None:
    """Write a lock file that names no index, so that it installs from any mirror."""
    subprocess.run(
        [
            str(Path(sys.executable).parent / "uv"),
            *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-emit-index-url", "--no-annotate", "--no-header", "--quiet", "--output-file", str(target), "-"),
        ],
        input="\n".join(requirements),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())
    compile_lock(project["project"]["dependencies"] + project["dependency-groups"]["dev"], HERE / "lock.txt")
    compile_lock(["uv"], HERE / "bootstrap.txt")
