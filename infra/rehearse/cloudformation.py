"""CloudFormation: makes, changes and removes stacks over an account, in the order and with the refusals that it has."""

import dataclasses
from collections.abc import Callable

from . import graph, sam, schemas, services
from .account import NUMBER, Account, Resource
from .events import Kind, Log
from .intrinsics import conditions, evaluate, pruned
from .parameters import checked
from .scope import StackScope, TemplateScope
from .templates import Json, Template, Templates, nested_name

STACK = "AWS::CloudFormation::Stack"


class Failed(Exception):
    """A resource that failed because the play wants it to."""


@dataclasses.dataclass
class Stack:
    path: str
    region: str
    status: str = "REVIEW_IN_PROGRESS"
    template: str = ""
    resources: dict[str, Resource] = dataclasses.field(default_factory=dict)
    nested: dict[str, "Stack"] = dataclasses.field(default_factory=dict)
    parameters: dict[str, Json] = dataclasses.field(default_factory=dict)
    outputs: dict[str, Json] = dataclasses.field(default_factory=dict)
    # The template that was applied, after its transform.
    document: Template = dataclasses.field(default_factory=dict)
    # Of a nested one, as its parent says.
    deletion: str = "Delete"

    def all_stacks(self) -> list["Stack"]:
        return [self, *(one for nested in self.nested.values() for one in nested.all_stacks())]


@dataclasses.dataclass
class Write:
    """One resource that is about to be made or changed."""

    new: Resource
    old: Resource | None
    # Whether another resource is there before this one, whatever runs at the same time.
    is_before: Callable[[Resource], bool]


class CloudFormation:
    def __init__(self, account: Account, templates: Templates, log: Log) -> None:
        self.account = account
        self.templates = templates
        self.log = log
        self.stacks: dict[tuple[str, str], Stack] = {}
        self.code = "code-1"
        # Called with each write; a rule may say that AWS does not take it.
        self.on_write: Callable[[Write], None] = lambda write: None
        # The path at which the next resource fails.
        self.fail_at: str | None = None
        self._needs: dict[str, set[str]] = {}
        self._since: set[int] = set()
        self._made = 0

    def apply(self, name: str, template: str, parameters: dict[str, Json], region: str) -> Stack:
        """Makes or updates a stack with all that is nested in it."""
        stack = self.stacks.setdefault((name, region), Stack(name, region))
        self._needs, self._since = {}, set()
        try:
            self._apply(stack, template, parameters)
        except Failed:
            stack.status = "CREATE_FAILED" if stack.status != "COMPLETE" else "UPDATE_FAILED"
            raise
        return stack

    def roll_back(self, stack: Stack) -> None:
        """Takes back a create that failed, as CloudFormation does of itself."""
        for one in reversed(stack.all_stacks()):
            for resource in reversed(list(one.resources.values())):
                self._remove(resource, resource.deletion, on_create=True)
            one.resources.clear()
        stack.nested.clear()
        stack.status = "ROLLBACK_COMPLETE"

    def delete(self, name: str, region: str) -> None:
        self._gone(self.stacks.pop((name, region)))

    def _apply(self, stack: Stack, name: str, given: dict[str, Json]) -> None:
        source = self.templates[name]
        pseudo = {
            "AWS::Region": stack.region,
            "AWS::AccountId": NUMBER,
            "AWS::Partition": self.account.partition,
            "AWS::URLSuffix": "amazonaws.com.cn" if self.account.partition == "aws-cn" else "amazonaws.com",
            "AWS::StackName": stack.path.replace("/", "-"),
            "AWS::StackId": f"arn:{self.account.partition}:cloudformation:{stack.region}:{NUMBER}:stack/{stack.path}",
        }
        parameters = checked(source, given, pseudo)
        template = source
        if sam.is_served(source):
            template = sam.transformed(name, source, parameters, self.code, stack.region)
        known = conditions(template, TemplateScope(parameters, pseudo))
        wanted = {
            logical: {**resource, "Properties": pruned(resource.get("Properties", {}), known)}
            for logical, resource in template["Resources"].items()
            if known.get(resource.get("Condition", ""), "Condition" not in resource)
        }
        stack.template, stack.parameters, stack.document = name, parameters, template
        scope = StackScope(parameters, pseudo, stack)
        before = dict(stack.resources)
        for logical, first in graph.needs(wanted).items():
            self._needs[f"{stack.path}/{logical}"] = {f"{stack.path}/{one}" for one in first}
        replaced: list[Resource] = []
        for logical in graph.order(wanted):
            self._one(stack, logical, wanted[logical], scope, replaced)
        self._clean_up(stack, before, wanted, replaced)
        stack.outputs = {
            output: evaluate(pruned(row["Value"], known), scope)
            for output, row in template.get("Outputs", {}).items()
            if known.get(row.get("Condition", ""), "Condition" not in row)
        }
        stack.status = "COMPLETE"

    def _one(self, stack: Stack, logical: str, wanted: Json, scope: StackScope, replaced: list[Resource]) -> None:
        path = f"{stack.path}/{logical}"
        if wanted["Type"] == STACK:
            # The nested stack's own resources are what can fail.
            self._nested(stack, logical, wanted, scope)
            return
        if path == self.fail_at:
            raise Failed(path)
        properties = evaluate(wanted["Properties"], scope)
        new = Resource(
            kind=wanted["Type"],
            path=path,
            region=stack.region,
            properties=properties,
            id=self._next_id(logical),
            deletion=wanted.get("DeletionPolicy", "Delete"),
            replacing=wanted.get("UpdateReplacePolicy", "Delete"),
            stack=stack.path,
        )
        old = stack.resources.get(logical)
        if old is not None and old.kind != new.kind:
            self.log.type_changes(new, old)
            self.account.forget(old)
            old = None
        if old is None:
            self._create(stack, logical, new)
        elif old.properties == new.properties:
            old.deletion, old.replacing = new.deletion, new.replacing
        elif changed := services.replacing(old, new):
            self._replace(stack, logical, old, new, changed, replaced)
        else:
            self._modify(old, new)

    def _nested(self, stack: Stack, logical: str, wanted: Json, scope: StackScope) -> None:
        nested = stack.nested.setdefault(logical, Stack(f"{stack.path}/{logical}", stack.region))
        nested.deletion = wanted.get("DeletionPolicy", "Delete")
        properties = evaluate(wanted["Properties"], scope)
        name = nested_name(properties["TemplateURL"], stack.template)
        self._apply(nested, name, properties.get("Parameters", {}))

    def _create(self, stack: Stack, logical: str, new: Resource) -> None:
        for claim in new.claims():
            holder = self.account.holder(claim)
            if holder is not None:
                self.log.taken(new, holder)
                # As if the operator had deleted it; the rest is still to be seen.
                self.account.forget(holder)
        self.on_write(Write(new, None, self._before(new)))
        self.account.add(new)
        self._since.add(id(new))
        stack.resources[logical] = new
        services.settle(self.account, new)
        self.log.did(Kind.CREATED, new)

    def _modify(self, old: Resource, new: Resource) -> None:
        self.on_write(Write(new, old, self._before(new)))
        self.account.change(old, new.properties)
        old.deletion, old.replacing = new.deletion, new.replacing
        services.settle(self.account, old)
        self.log.did(Kind.CHANGED, old)

    def _replace(
        self, stack: Stack, logical: str, old: Resource, new: Resource, changed: str, replaced: list[Resource]
    ) -> None:
        if set(old.claims()) & set(new.claims()):
            self.log.named_replacement(new, changed)
            self._modify(old, new)
            return
        self.log.did(Kind.REPLACED, old, changed)
        self._create(stack, logical, new)
        replaced.append(old)

    def _clean_up(
        self, stack: Stack, before: dict[str, Resource], wanted: dict[str, Json], replaced: list[Resource]
    ) -> None:
        for one in reversed(replaced):
            self._remove(one, one.replacing)
        for logical, one in reversed(before.items()):
            if logical not in wanted:
                del stack.resources[logical]
                self._remove(one, one.deletion)
        for logical in [one for one in stack.nested if one not in wanted]:
            nested = stack.nested.pop(logical)
            if nested.deletion != "Retain":
                self._gone(nested)

    def _gone(self, stack: Stack) -> None:
        """Removes a stack, what was made last first; one nested in it that is retained goes on without it."""
        for nested in reversed(list(stack.nested.values())):
            if nested.deletion != "Retain":
                self._gone(nested)
        for resource in reversed(list(stack.resources.values())):
            self._remove(resource, resource.deletion)

    def _remove(self, resource: Resource, policy: str, *, on_create: bool = False) -> None:
        if policy == "Retain" or (policy == "RetainExceptOnCreate" and not on_create):
            resource.stack = None
            self.log.did(Kind.KEPT, resource)
            return
        if schemas.is_protected(resource.kind, resource.properties):
            self.log.protected(resource)
        self.account.forget(resource)
        self.log.did(Kind.REMOVED, resource)

    def _next_id(self, logical: str) -> str:
        self._made += 1
        return f"{logical}-{self._made}"

    def _before(self, new: Resource) -> Callable[[Resource], bool]:
        def is_before(other: Resource) -> bool:
            return id(other) not in self._since or any(
                other.path == one or other.path.startswith(one + "/") for one in self._all_needs(new.path)
            )

        return is_before

    def _all_needs(self, path: str) -> set[str]:
        """Returns all that is made before a resource: what it needs, what that needs, and what its own stack needs."""
        found: set[str] = set()
        waiting = [path]
        while waiting:
            one = waiting.pop()
            above = one.rpartition("/")[0]
            more = self._needs.get(one, set()) | (self._needs.get(above, set()) if above else set())
            waiting.extend(more - found)
            if above and above in self._needs:
                waiting.append(above)
            found |= more
        return found
