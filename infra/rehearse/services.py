"""What the services do of themselves when a resource is written, and what makes a new one of it."""

import json

from . import schemas
from .account import Account, Resource
from .paths import first


def settle(account: Account, resource: Resource) -> None:
    """Publishes a version; keeps a setting of the region, which outlives the resource."""
    if resource.kind == "AWS::Lambda::Version":
        name = str(resource.properties["FunctionName"]).rsplit(":", 1)[-1]
        versions = [one for one in account.of(resource.kind, resource.region) if one.facts.get("function") == name]
        number = max((one.facts["number"] for one in versions), default=0) + 1
        function = named(account, "AWS::Lambda::Function", resource.region, name)
        resource.facts = {"function": name, "number": number, "published": versioned(function)}
    elif resource.kind == "AWS::ApiGateway::Account":
        account.settings[(resource.kind, resource.region)] = resource.properties.get("CloudWatchRoleArn")


def named(account: Account, kind: str, region: str, name: str) -> Resource | None:
    return next((one for one in account.of(kind, region) if one.name == name), None)


def versioned(function: Resource | None) -> str:
    """Returns what a version of a function freezes."""
    if function is None:
        return ""
    apart = ("ReservedConcurrentExecutions", "Tags", "RecursiveLoop")
    return json.dumps({key: one for key, one in function.properties.items() if key not in apart}, sort_keys=True)


def replacing(old: Resource, new: Resource) -> str:
    """Returns the property whose change replaces the resource; empty if none does."""
    for path in schemas.create_only(new.kind):
        if first(old.properties, path) != first(new.properties, path):
            return path
    return ""
