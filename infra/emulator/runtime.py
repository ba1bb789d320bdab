"""Functions as one machine can bear them: at most so many containers of each,
where the next event waits for one, and without the waits that stock ministack
adds to each call: 50 ms for a line of log, and 40 ms for the acknowledgement of
a small packet.
"""

import collections
import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

LINE_WAIT = 0.003
# More only take the processor from each other.
CONTAINERS = 4

_free = collections.defaultdict(lambda: threading.Semaphore(CONTAINERS))


def in_turn(stock):
    """By function: one that calls another, as a trigger, does not wait for itself."""

    def execute(function, event, request_id):
        with _free[(function.get("config") or function).get("FunctionName")]:
            return stock(function, event, request_id)

    return execute


def with_short_waits(stock):
    def drain(self, first_line_wait=0.05, idle_confirm=0.005, hard_cap=0.25):
        return stock(self, min(first_line_wait, LINE_WAIT), 0.002, hard_cap)

    return drain


def at_once(stock):
    def build(self, *arguments):
        handler = stock(self, *arguments)
        handler.disable_nagle_algorithm = True
        handler.wbufsize = 65536
        return handler

    return build


def apply():
    lambda_svc._execute_function_provided_warm = in_turn(lambda_svc._execute_function_provided_warm)
    worker, provided = lambda_runtime.Worker, lambda_runtime.ProvidedWorker
    for kind in (worker, provided):
        if "_drain_stderr_bounded" in kind.__dict__:
            kind._drain_stderr_bounded = with_short_waits(kind._drain_stderr_bounded)
    provided._build_handler_class = at_once(provided._build_handler_class)
