"""Functions compiled by numba and kept for the next process; without numba the same functions run as plain Python.

What a function calls is compiled into it, and so are the constants it reads, whatever file they stand in. But numba
looks only at the file of the function itself before it runs what it kept. So all is kept in a folder named by the text
of every file that goes into it: when one of them changes, everything is compiled anew.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

HERE = Path(__file__).parent
#: What goes into machine code: files of compiled functions, and those whose constants or tables they read.
SOURCES = (
    *sorted((HERE / "kernel").glob("*.py")),
    *(HERE / f"{name}.py" for name in ("arrays", "compiling", "pricing", "score", "slot_search", "state", "ways")),
)
#: What the names of the folders begin with, so that those of former texts are found.
_NAMED = "compiled-"


def folder_for(sources: Iterable[Path], places: Iterable[Path]) -> Path | None:
    """Where machine code of these files is kept: in the first place that can be written; None if there is none.

    What was compiled of former texts is removed there once the folder is new.
    """
    text = sha256()
    for source in sources:
        text.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    for place in places:
        folder = place / f"{_NAMED}{text.hexdigest()[:16]}"
        try:
            is_new = not folder.exists()
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        if is_new:
            for former in set(place.glob(f"{_NAMED}*")) - {folder}:
                shutil.rmtree(former, ignore_errors=True)  # a process that still runs it has read it, or compiles anew
        return folder
    return None


def _places(asked_for: str) -> list[Path]:
    """Where to keep it: as the environment says; or else beside the files; or else in the user's own folder."""
    mine = f"pdday-{sha256(str(HERE).encode()).hexdigest()[:8]}"  # so that two installations do not clear each other's
    if asked_for:
        return [Path(asked_for) / mine]
    of_user = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return [HERE / "__pycache__", Path(of_user) / "pdday" / mine]


try:
    from numba import config, njit

    COMPILED = True
    _FOLDER = folder_for(SOURCES, _places(config.CACHE_DIR))
    _ONE_AT_A_TIME = Lock()

    def compiled(function: Function) -> Function:
        """Compile on first use, keep for the next process, and let other threads run meanwhile."""
        if _FOLDER is None:  # nothing can be kept
            return njit(nogil=True)(function)  # type: ignore[no-any-return]
        with _ONE_AT_A_TIME:
            others, config.CACHE_DIR = config.CACHE_DIR, str(_FOLDER)
            try:
                return njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]
            finally:
                config.CACHE_DIR = others

except ImportError:  # no wheel for this Python yet
    COMPILED = False

    def compiled(function: Function) -> Function:
        """Leave the function as it is."""
        return function
