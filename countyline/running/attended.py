"""Keeps a process from outliving the one that started it.

The supervisor holds one end of a pipe and every process of ours the other. However the supervisor
ends, even killed, the system closes its end; then this process ends too. That works alike on
Linux and macOS, and needs no timer.

    python -m countyline.running.attended rasa run …

runs a module as `python -m` would, attended. Both environments use this: standard library only.
"""

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Mapping

PIPE_VARIABLE = "COUNTYLINE_SUPERVISOR_PIPE"
_GRACE_SECONDS = 3.0


def end_with_supervisor(environ: Mapping[str, str]) -> None:
    """Watch the supervisor's pipe, when there is one, on a thread of its own."""
    pipe = environ.get(PIPE_VARIABLE, "")
    if pipe.isdigit():
        threading.Thread(
            target=_watch, args=(int(pipe),), name="supervisor-watch", daemon=True
        ).start()


def _watch(pipe: int) -> None:
    try:
        while os.read(pipe, 1):
            pass
    except OSError:
        pass
    _end(signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    _end(signal.SIGKILL)


def _end(number: signal.Signals) -> None:
    # The supervisor makes this process the leader of a group, which holds its children too.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), number)
    else:
        os.kill(os.getpid(), number)


def main() -> None:
    """Run the module that the command line names, attended."""
    end_with_supervisor(os.environ)
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
