"""How kernels are compiled: no GIL, no parallel back end (threads are ours), cached on disk."""

import hashlib
import os
from pathlib import Path

import numba


def _cache_folder() -> str:
    """A folder for exactly these sources.

    Numba looks only at the file that a kernel stands in, so a changed helper would leave stale machine code.
    """
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR") or numba.config.CACHE_DIR  # type: ignore[attr-defined]
    if not chosen:
        beside = here / "__pycache__"
        if os.access(beside if beside.exists() else here, os.W_OK):
            chosen = str(beside)
        else:
            chosen = str(Path.home() / ".cache" / "parterre-engine")
    return str(Path(chosen) / digest.hexdigest()[:16])


# Numba makes its settings while it is loaded, so its stubs know none of them.
numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]

# Called from Python.
kernel = numba.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
# Called from kernels only, and stored with them: without wrappers a cold start is a third shorter. The stubs leave out
# the options that say so.
helper = numba.njit(  # type: ignore[call-overload]
    nogil=True, fastmath=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
)
