"""Makes what the peers run in, once for each set of pinned versions: a Python environment and a folder of Node packages in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Left in a folder when all of it is installed.
STAMP = "installed"


def cache():
    """The folder that xtask/src/paths.rs keeps tools in."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "nrr-snn"


def folder(kind, *pins):
    """A folder of its own for each content of the files that pin versions, and whether everything is in it."""
    digest = hashlib.sha256(b"\0".join((HERE / pin).read_bytes() for pin in pins)).hexdigest()[:12]
    home = cache() / f"{kind}-{digest}"
    return home, (home / STAMP).is_file()


def python():
    """The interpreter of the Python peers. What cannot be installed is said, and missed by its peer alone."""
    home, complete = folder("peers", "requirements.txt", "constraints.txt")
    interpreter = home / "bin/python3"
    if complete:
        return interpreter
    print("installing the Python peers (about 6 GB, some minutes)", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
    install = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", HERE / "constraints.txt"]
    if subprocess.run([*install, "--requirement", HERE / "requirements.txt"]).returncode == 0:
        (home / STAMP).touch()
    else:
        # One package that is not to be had shall not take the others with it.
        for requirement in (HERE / "requirements.txt").read_text().split():
            subprocess.run([*install, requirement])
    return interpreter


def node():
    """The folder with the packages of the peer in JavaScript. Without npm, or without its packages, that peer fails and says so."""
    home, complete = folder("peers-node", "package-lock.json")
    if not complete and shutil.which("npm"):
        print("installing TensorFlow.js", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, home)
        if subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=home).returncode == 0:
            (home / STAMP).touch()
    return home
