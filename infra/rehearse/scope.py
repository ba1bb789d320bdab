"""What a template can name: its parameters and pseudo parameters, and in a stack its resources and nested outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import schemas
from .account import NUMBER, Resource
from .intrinsics import Refused
from .paths import first
from .templates import Json

if TYPE_CHECKING:
    from .cloudformation import Stack


class TemplateScope:
    """Before any resource is there, as conditions see it."""

    def __init__(self, parameters: dict[str, Json], pseudo: dict[str, str]) -> None:
        self.parameters = parameters
        self.pseudo = pseudo

    def ref(self, name: str) -> Json:
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        raise Refused(f"unresolved reference to {name}")

    def attribute(self, name: str, attribute: str) -> Json:
        raise Refused(f"{name}.{attribute} can't be named here")


class StackScope(TemplateScope):
    def __init__(self, parameters: dict[str, Json], pseudo: dict[str, str], stack: Stack) -> None:
        super().__init__(parameters, pseudo)
        self.stack = stack

    def ref(self, name: str) -> Json:
        resource = self.stack.resources.get(name)
        if resource is None:
            return super().ref(name)
        return self._arn(resource) if schemas.ref_is_arn(resource.kind) else resource.name

    def attribute(self, name: str, attribute: str) -> Json:
        if name in self.stack.nested:
            output = attribute.removeprefix("Outputs.")
            outputs = self.stack.nested[name].outputs
            if output not in outputs:
                raise Refused(f"the nested stack {name} has no output {output}")
            return outputs[output]
        resource = self.stack.resources.get(name)
        if resource is None:
            raise Refused(f"unresolved reference to {name}.{attribute}")
        if attribute == "Arn" or attribute.endswith("Arn"):
            return self._arn(resource)
        if resource.kind == "AWS::Lambda::Version" and attribute == "Version":
            return str(resource.facts["number"])
        own = first(resource.properties, attribute)
        return own if own is not None else f"{resource.id}.{attribute}"

    def _arn(self, resource: Resource) -> str:
        service = resource.kind.split("::")[1].lower()
        region = "" if schemas.place(resource.kind, "") == "account" else resource.region
        noun = resource.kind.rsplit("::", 1)[1].lower()
        name = resource.name.replace("/", ":") if resource.kind == "AWS::Lambda::Alias" else resource.name
        if resource.kind == "AWS::Lambda::Version":
            name = f"{resource.facts['function']}:{resource.facts['number']}"
        return f"arn:{self.pseudo['AWS::Partition']}:{service}:{region}:{NUMBER}:{noun}/{name}"
