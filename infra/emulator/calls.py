"""Notes every call that a function makes: by which role, for which tenant, what
it does to what. Each is written once, in the words of infra/proof, where the
tenant is called TENANT and whatever else leads a key OTHER. What the tests call
by themselves, in a session of the name `attack`, is not noted.
"""

import contextvars
import json
import os
import re
import threading

from ministack.core import iam_evaluator
from ministack.services import apigateway_v1, cognito, dynamodb

PREFIX = "tenantry-dev-"
SESSION = re.compile(rf"assumed-role/{PREFIX}(.+)-[a-z]+-[a-z]+-\d/(.+)$")
TAG = "aws:principaltag/tenant_id"
# A condition of our policies looks at it.
SENDER = "ses:fromaddress"

# Leading keys of control data that our policies name.
NAMED_KEYS = {"api-key-uses"}

# What is asked of IAM while one call is judged.
_question = contextvars.ContextVar("question", default=None)


def path_of_gateway(path):
    """With plans by their names, and every key as the word KEY."""

    def named(match):
        plan = apigateway_v1._usage_plans.get(match.group(1)) or {}
        return "/usageplans/" + plan.get("name", match.group(1)).removeprefix(PREFIX)

    path = re.sub(r"/(api)?keys/\w+$", r"/\1keys/KEY", path)
    return "gateway" + re.sub(r"^/usageplans/(\w+)", named, path)


def is_there(resource):
    """Consumers can be ahead of a silo's tables. They get an error and retry,
    and which keys of an absent table they mean can't be said."""
    table = re.search(r":table/([^/]+)", resource)
    return not table or table.group(1) in dynamodb._tables


def short(resource):
    """As infra/proof/world.mjs spells it out again."""
    _, _, service, region, _, rest = resource.split(":", 5)
    rest = rest.replace(PREFIX, "")
    if service == "dynamodb":
        return rest if region == os.environ["MINISTACK_REGION"] else rest.replace("table/", "replica/", 1)
    if service == "sqs":
        return f"queue/{rest}"
    if service == "sns":
        return f"topic/{rest}"
    if service == "iam":
        return re.sub(r"-[a-z]+-[a-z]+-\d$", "", rest)
    if service == "cognito-idp":
        pool = cognito._user_pools.get(rest.removeprefix("userpool/")) or {}
        return "pool/" + pool.get("Name", rest).removeprefix(PREFIX)
    if service == "secretsmanager":
        return re.sub(r"^secret:(\w+)-client-\w+$", r"secret/\1", rest)
    if service == "ssm":
        through = re.match(r"parameter/aws/reference/secretsmanager/(\w+)-client$", rest)
        return f"through/{through.group(1)}" if through else rest.rsplit("/", 1)[-1]
    if service == "apigateway":
        return path_of_gateway(rest)
    if service == "ses":
        return rest.split("/", 1)[0]
    return resource


def call_of(context, allowed):
    session = SESSION.search(context.principal_arn)
    if not session or session.group(2) == "attack":
        return None
    tenant = context.principal_keys.get(TAG)
    resource = context.resource_arn
    keys = context.service_context.get("dynamodb:leadingkeys")
    # A query names its partition: where no key can be said, the table came only after the question.
    came_after = context.action == "dynamodb:Query" and not keys
    if tenant and (came_after or not is_there(resource)):
        return None
    if resource.startswith("arn:"):
        resource = short(resource.replace(tenant, "TENANT") if tenant else resource)
    if not tenant:
        # The tables of a silo bear the tenant's name also where nobody acts for it.
        resource = re.sub(r"-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "-TENANT", resource)
    call = {"role": session.group(1), "action": context.action, "resource": resource}
    if keys and tenant:
        # The id with a number is the tenant's, too.
        is_own = re.compile(re.escape(tenant) + r"(#\d\d)?").fullmatch
        call["keys"] = sorted({"TENANT" if is_own(key) else "OTHER" for key in keys})
    if keys and not tenant and set(keys) <= NAMED_KEYS:
        call["context"] = {"dynamodb:LeadingKeys": sorted(set(keys))}
    if SENDER in context.service_context:
        call["context"] = {"ses:FromAddress": context.service_context[SENDER]}
    if not allowed:
        call["refused"] = True
    return call


def asked(stock):
    """The first question of a call is of the caller's own policies."""

    def evaluate(context, policies, *limits):
        if _question.get() is None:
            _question.set(context)
        return stock(context, policies, *limits)

    return evaluate


def noting(stock, file):
    written, lock = set(), threading.Lock()

    def enforce(*question, **rest):
        _question.set(None)
        denied = stock(*question, **rest)
        context = _question.get()
        call = context and call_of(context, denied is None)
        line = call and json.dumps(call, sort_keys=True)
        with lock:
            if line and line not in written:
                written.add(line)
                with open(file, "a", encoding="utf-8") as out:
                    out.write(line + "\n")
        return denied

    return enforce


def apply(file):
    iam_evaluator.evaluate = asked(iam_evaluator.evaluate)
    iam_evaluator.enforce = noting(iam_evaluator.enforce, file)
