"""What SAM makes of the built templates, which the templates themselves do not
show: functions get another version, and the alias another target, when a setting
or the code changes, and keep both when nothing does; every role is bounded, also
those that SAM adds. And the export of people, played with more of them than one
execution can hold.

python transformed.py <built templates>
"""

import copy
import json
import logging
import os
import pathlib
import re
import sys

from samtranslator.translator.transform import transform

# Of metrics and features of its own.
logging.disable()
# Only for what wants to know one; nothing is asked of it.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

# The logical ids of versions follow from it alone; the code is the same in all of them.
CODE = {"Bucket": "artifacts", "Key": "code"}
# Two below the quota of ten.
MANAGED_POLICIES = 8
# Events of one execution (Step Functions quotas, read 30 November 2026).
HISTORY = 25_000
# Stacks that a person deploys, and whose roles are the walls themselves.
BY_PEOPLE = {"bootstrap", "account"}


class NoPolicies:
    """No managed policy is named in a function: all roles are our own."""

    def load(self):
        return {}


def transformed(template, parameters):
    template = copy.deepcopy(template)
    template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = CODE
    defaults = {name: p["Default"] for name, p in template.get("Parameters", {}).items() if "Default" in p}
    return transform(template, {**defaults, **parameters}, NoPolicies())


def versions(template):
    """Of each alias, the version that it names."""
    resources = template["Resources"]
    aliases = {name: one for name, one in resources.items() if one["Type"] == "AWS::Lambda::Alias"}
    return {name: one["Properties"]["FunctionVersion"]["Fn::GetAtt"][0] for name, one in aliases.items()}


def wrong_versions(name, template):
    functions = sum(one["Type"] == "AWS::Serverless::Function" for one in template["Resources"].values())
    if not functions:
        return []
    first, again, other = (versions(transformed(template, {"Release": release})) for release in ("one", "one", "two"))
    found = []
    if len(first) != functions:
        found.append(f"{name}: {functions} functions have {len(first)} aliases")
    for alias, version in first.items():
        if again[alias] != version:
            found.append(f"{name}: {alias} moves when nothing changes")
        if other[alias] == version:
            found.append(f"{name}: {alias} stays on its version when a setting changes")
    return found


def wrong_gateway(name, template):
    """A stage that logs needs the account's role for logs, which is made before and apart: a stage with the role in its own
    stack is refused (400) when it comes first, and takes the role away from the other stages when it goes."""
    resources = template["Resources"]
    kinds = {one["Type"] for one in resources.values()}
    if not {"AWS::Serverless::Api", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Account"} & kinds:
        return []
    if "AWS::ApiGateway::Account" in kinds and kinds & {"AWS::Serverless::Api", "AWS::ApiGateway::Stage"}:
        return [f"{name}: the gateway's account is made in the stack of a stage"]
    for logical, one in resources.items():
        if one["Type"] == "AWS::ApiGateway::Account":
            role = one["Properties"]["CloudWatchRoleArn"]["Fn::GetAtt"][0]
            unkept = [part for part in (logical, role) if resources[part].get("DeletionPolicy") != "Retain"]
            return [f"{name}: {part} goes with its stack, and all stages' logs with it" for part in unkept]
    return []


def wrong_roles(name, template):
    """CloudFormation's own role makes no role without the boundary (infra/bootstrap.yaml); SAM makes some by itself. A role has
    ten managed policies at most, and one that is near that can't be given another."""
    resources = template["Resources"]
    roles = {logical: one["Properties"] for logical, one in resources.items() if one["Type"] == "AWS::IAM::Role"}
    found = []
    for logical, role in roles.items():
        if "PermissionsBoundary" not in role:
            found.append(f"{name}: {logical} has no boundary")
        managed = sum(
            {"Ref": logical} in one["Properties"].get("Roles", [])
            for one in resources.values()
            if one["Type"] == "AWS::IAM::ManagedPolicy"
        )
        managed += len(role.get("ManagedPolicyArns", []))
        if managed > MANAGED_POLICIES:
            found.append(f"{name}: {logical} has {managed} managed policies, of which ten are the quota")
    return found


def wrong_arns(name, template):
    """A partition that is written out is wrong in China and GovCloud."""
    return [f"{name}: {arn[:60]}" for arn in re.findall(r"arn:aws[^$:]*:[^\"]*", json.dumps(template))]


class Step:
    """One execution of a state machine, as far as the export needs it: Pass, Choice, Task, Succeed, paths and no more."""

    def __init__(self, machine, pages, execution_input):
        self.machine, self.pages, self.data = machine, pages, execution_input
        self.events, self.next_input, self.kept = 1, None, 0

    def at(self, path):
        if path.startswith("$$."):
            return path
        value = self.data
        for part in path.removeprefix("$").strip(".").split("."):
            if not isinstance(value, dict) or part not in value:
                return None
            value = value[part]
        return value

    def filled(self, template):
        if not isinstance(template, dict):
            return template
        filled = {}
        for key, value in template.items():
            if not key.endswith(".$"):
                filled[key] = self.filled(value)
            elif value.startswith("States.MathAdd("):
                path, number = value[len("States.MathAdd(") : -1].split(", ")
                filled[key[:-2]] = self.at(path) + int(number)
            elif value.startswith("States."):
                filled[key[:-2]] = value
            else:
                filled[key[:-2]] = self.at(value)
        return filled

    def result(self, state):
        parameters = self.filled(state.get("Parameters", {}))
        what = state.get("Resource", "")
        what = (what.get("Fn::Sub", "") if isinstance(what, dict) else what).rsplit(":", 1)[-1]
        if state["Type"] == "Pass":
            return parameters
        if what == "listUsers":
            page = int(parameters.get("PaginationToken") or 0) + 1
            return {"Users": [], **({"PaginationToken": str(page)} if page < self.pages else {})}
        if what == "putObject":
            self.kept += 1
        if what == "startExecution":
            self.next_input = parameters["Input"]
        return {}

    def chosen(self, state):
        for choice in state["Choices"]:
            value = self.at(choice["Variable"])
            present = choice.get("IsPresent")
            if present is not None and (value is not None) == present:
                return choice["Next"]
            if "NumericGreaterThanEquals" in choice and value >= choice["NumericGreaterThanEquals"]:
                return choice["Next"]
        return state["Default"]

    def run(self):
        name = self.machine["StartAt"]
        while True:
            state = self.machine["States"][name]
            # Entered and left; a task is scheduled, started and succeeded besides.
            self.events += 5 if state["Type"] == "Task" else 2
            if state["Type"] == "Succeed" or self.events > HISTORY:
                return
            if state["Type"] == "Choice":
                name = self.chosen(state)
                continue
            result, path = self.result(state), state.get("ResultPath", "$")
            if path == "$":
                self.data = result
            elif path:
                self.data = {**self.data, path[2:]: result}
            name = state["Next"]


def wrong_export(name, template):
    """A million people, 60 on a page."""
    found = []
    for logical, one in template["Resources"].items():
        if one["Type"] != "AWS::StepFunctions::StateMachine":
            continue
        pages, kept, execution = 16_667, 0, {"pool": "pool"}
        while execution:
            step = Step(one["Properties"]["Definition"], pages, execution)
            step.run()
            if step.events > HISTORY:
                return [f"{name}: {logical} ends after {kept + step.kept} of {pages} pages, at {HISTORY} events"]
            kept, execution = kept + step.kept, step.next_input
        if kept != pages:
            found.append(f"{name}: {logical} keeps {kept} of {pages} pages")
    return found


def main(built):
    folder = pathlib.Path(built)
    found, seen = [], 0
    accounts = 0
    for file in sorted(folder.rglob("*.json")):
        name = str(file.relative_to(folder).with_suffix(""))
        template = json.loads(file.read_text())
        found += wrong_versions(name, template) + wrong_gateway(name, template) + wrong_arns(name, template)
        found += wrong_export(name, template)
        if name not in BY_PEOPLE:
            found += wrong_roles(name, transformed(template, {}) if "Transform" in template else template)
        seen += 1
        accounts += sum(one["Type"] == "AWS::ApiGateway::Account" for one in template["Resources"].values())
    if accounts != 1:
        found.append(f"the gateway's account is made {accounts} times")
    for one in found:
        print(one, file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"{seen} templates, transformed: a version for each release, the gateway's role before its stages, all roles bounded")


if __name__ == "__main__":
    main(sys.argv[1])
