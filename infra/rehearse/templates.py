"""Templates, as `cargo xtask infra build` writes them (JSON), or as people do (YAML with CloudFormation's tags)."""

import json
import pathlib
from typing import Any

import yaml

Json = Any
Template = dict[str, Json]
Templates = dict[str, Template]

# As the built templates have it in the place of the API's document, which only `infra build` converts.
EMPTY_DOCUMENT = {"openapi": "3.0.3", "paths": {}, "x-amazon-apigateway-gateway-responses": {}}


class _Loader(yaml.SafeLoader):
    """Reads short tags as the long forms that they stand for."""


def _tagged(loader: _Loader, suffix: str, node: yaml.Node) -> Json:
    if isinstance(node, yaml.ScalarNode):
        value: Json = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise TypeError(f"{suffix} tags nothing")
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tagged)
# A date in a template is the text of a policy's version.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> Json:
    return yaml.load(text, _Loader)


def load(folder: pathlib.Path) -> Templates:
    """Returns all templates below a folder by their names, as `stacks/api`."""
    found: Templates = {}
    for file in sorted([*folder.rglob("*.json"), *folder.rglob("*.yaml")]):
        template = json.loads(file.read_text()) if file.suffix == ".json" else parse(file.read_text())
        if isinstance(template, dict) and "Resources" in template:
            name = str(file.relative_to(folder).with_suffix(""))
            found[name] = _with_document(template)
    return found


def _with_document(template: Template) -> Template:
    for resource in template["Resources"].values():
        body = resource.get("Properties", {}).get("DefinitionBody")
        if isinstance(body, dict) and "Fn::Transform" in body:
            resource["Properties"]["DefinitionBody"] = EMPTY_DOCUMENT
    return template


def nested_name(url: str, beside: str) -> str:
    """Returns the name of a nested template, whose address is relative to the template that names it."""
    path = pathlib.PurePosixPath(beside).parent / url
    return str(path.with_suffix(""))
