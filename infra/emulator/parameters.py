"""Parameter Store lets 40 calls a second through, and refuses the others. Stock
ministack bears any burst, so nobody would see what a cold start of many
containers meets.
"""

import threading
import time

from ministack.core.responses import error_response_json
from ministack.services import ssm

# https://docs.aws.amazon.com/general/latest/gr/ssm.html: GetParameter, standard throughput.
PER_SECOND = 40


class Bucket:
    """So many in a second, and as many at once after a rest."""

    def __init__(self, per_second, now=time.monotonic):
        self.per_second, self.now, self.lock = per_second, now, threading.Lock()
        self.left, self.at = per_second, now()

    def take(self):
        with self.lock:
            at = self.now()
            self.left = min(self.per_second, self.left + (at - self.at) * self.per_second)
            self.at = at
            if self.left < 1:
                return False
            self.left -= 1
            return True


def throttled(stock, bucket):
    def get_parameter(data):
        if bucket.take():
            return stock(data)
        return error_response_json("ThrottlingException", "Rate exceeded", 400)

    return get_parameter


def apply():
    ssm._get_parameter = throttled(ssm._get_parameter, Bucket(PER_SECOND))
