#!/usr/bin/env bash
# The SAM translator 1.115.0 publishes no new version for most changes of a function.
#
# With AutoPublishAlias the name of the published version is a digest, by the docs of
# the code. Environment and memory are in it as well; time limit, layers, architecture,
# runtime, handler and tracing are not, so that the alias stays on the old version and a
# deployment reports success. AutoPublishAliasAllProperties takes all of them, yet no
# value behind a Ref: another parameter of the stack changes nothing in either case.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check aws-sam-translator==1.115.0

cat > versions.py <<'PY'
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

FUNCTION = {
    "Handler": "bootstrap", "Runtime": "provided.al2023", "CodeUri": "s3://bucket/code.zip", "MemorySize": 128,
    "Timeout": 3, "AutoPublishAlias": "live",
}
CHANGES = {
    "CodeUri": "s3://bucket/other.zip", "Environment": {"Variables": {"LEVEL": "debug"}}, "MemorySize": 512,
    "Timeout": 9, "Layers": ["arn:aws:lambda:eu-central-1:123456789012:layer:tools:1"], "Architectures": ["arm64"],
    "Runtime": "provided.al2", "Handler": "main", "Tracing": "Active",
}


def version(properties, size=128):
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Size": {"Type": "Number", "Default": size}},
        "Resources": {"Function": {"Type": "AWS::Serverless::Function", "Properties": {**FUNCTION, **properties}}},
    }
    translated = Translator({}, Parser()).translate(template, {"Size": size})
    return next(name for name, made in translated["Resources"].items() if made["Type"] == "AWS::Lambda::Version")


every = {"AutoPublishAliasAllProperties": True}
for flag, common in [("by default", {}), ("all properties", every)]:
    missed = [name for name, value in CHANGES.items() if version({**common, name: value}) == version(common)]
    reference = {**common, "MemorySize": {"Ref": "Size"}}
    same = version(reference, 128) == version(reference, 512)
    print(f"{flag}: no new version for {', '.join(missed) or 'nothing'}; for another value behind a Ref: {'none' if same else 'a new one'}")
PY
AWS_DEFAULT_REGION=eu-central-1 tools/bin/python versions.py 2>/dev/null | grep -v '^There are unpublished' | tee seen
cat > expected <<'TXT'
by default: no new version for Timeout, Layers, Architectures, Runtime, Handler, Tracing; for another value behind a Ref: none
all properties: no new version for nothing; for another value behind a Ref: none
TXT
diff expected seen || { echo "CHANGED"; exit 1; }
