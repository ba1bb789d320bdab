"""Where a play takes place: an account, CloudFormation over it, and what the deploy verb is known to do."""

import dataclasses
from collections.abc import Callable

from .account import Account
from .cloudformation import CloudFormation, Failed, Stack
from .events import Log
from .templates import Json, Templates


@dataclasses.dataclass(frozen=True)
class Call:
    """One stack that the verb makes or updates, and what it gives to it."""

    title: str
    name: str
    template: str
    parameters: dict[str, Json]
    region: str


@dataclasses.dataclass
class Session:
    account: Account
    cloudformation: CloudFormation
    log: Log
    # What the deploy verb does, by the names of data/flow.yaml.
    flow: frozenset[str]
    # A first create was rolled back.
    rolled_back: bool = False
    after_step: Callable[["Session"], None] = lambda session: None

    @classmethod
    def open(cls, templates: Templates, log: Log, flow: frozenset[str], partition: str = "aws") -> "Session":
        account = Account(partition)
        return cls(account, CloudFormation(account, templates, log), log, flow)

    def apply(self, call: Call) -> Stack:
        self.log.step(call.title)
        stack = self.cloudformation.apply(call.name, call.template, call.parameters, call.region)
        self.after_step(self)
        return stack

    def delete(self, title: str, name: str, region: str) -> None:
        self.log.step(title)
        self.cloudformation.delete(name, region)
        self.after_step(self)

    def fail(self, path: str, call: Call) -> None:
        """Makes a stack that fails at one resource, and leaves it as the deploy verb does."""
        self.cloudformation.fail_at = path
        try:
            self.cloudformation.apply(call.name, call.template, call.parameters, call.region)
        except Failed:
            if "continues_failed_create" not in self.flow:
                self.cloudformation.roll_back(self.cloudformation.stacks[(call.name, call.region)])
                self.rolled_back = True
        finally:
            self.cloudformation.fail_at = None
