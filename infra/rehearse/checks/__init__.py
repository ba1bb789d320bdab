"""Checks that rules are made of. A check is general; the rule's row says of what and how much."""

from . import after, flow, functions, limits, policies, sizes, writes

# What CloudFormation itself refuses; the engine reports it.
CORE = ("name_taken", "named_replacement", "protected", "refused", "type_change")
ON_WRITE = {**writes.CHECKS, **policies.CHECKS, **sizes.CHECKS}
AFTER_STEP = {**after.CHECKS, **flow.CHECKS, **functions.CHECKS, **limits.CHECKS}
