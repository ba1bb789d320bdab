// What the roles of the templates may do, asked of an IAM evaluator: all they
// need, nothing that no call uses, and nothing of another tenant. Then the
// policies are broken in ways that people break them, and each must be seen.
//
// node policies.mjs <built templates> <calls.json> <folder with node_modules>

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { ACCOUNT, PREFIX, REGION, logs, policies, resource, trusts } from "./world.mjs";
import { mutations } from "./mutations.mjs";

const [built, callsFile, packages] = process.argv.slice(2);
const { runSimulation } = createRequire(join(resolve(packages), "/"))("@cloud-copilot/iam-simulate");

const OWN = "019ab5d2-0000-7000-8000-000000000001";
const OTHER = "019ab5d2-0000-7000-8000-000000000002";
const KEYS = "dynamodb:LeadingKeys";
const TAG = "aws:PrincipalTag/tenant_id";
const ACTING = ["tenant", "caretaker"];

const { roles: design, alike } = JSON.parse(readFileSync(callsFile, "utf8"));
const read = (name) => JSON.parse(readFileSync(join(built, "stacks", `${name}.json`), "utf8"));
const templates = { tenancy: read("tenancy"), access: read("access"), identity: read("identity"), plans: read("plans") };

/// Most questions come again with each broken policy, and have the same answer.
const answers = new Map();
let asked = 0;
async function allowed(roles, role, call) {
  asked += 1;
  const question = JSON.stringify([role, roles.get(role), call.action, call.resource, call.context, call.trust]);
  if (!answers.has(question)) answers.set(question, await simulate(roles, role, call));
  return answers.get(question);
}

async function simulate(roles, role, call) {
  const result = await runSimulation({
    request: {
      action: call.action,
      resource: { resource: call.resource, accountId: ACCOUNT },
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${PREFIX}${role}-${REGION}/session`,
      contextVariables: call.context,
    },
    identityPolicies: roles.get(role),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // Of a call to a role or key only the caller's side is asked, unless a trust policy is given.
    ...(call.trust ? { resourcePolicy: call.trust } : needsResourcePolicy(call) ? { resourcePolicy: trustsAccount(call.resource) } : {}),
  }, {});
  if (result.errors || result.resultType === "error") throw new Error(`${role} ${call.action}: ${JSON.stringify(result.errors)}`);
  return (result.overallResult ?? result.result ?? result.analysis?.result) === "Allowed";
}

const needsResourcePolicy = ({ action }) => /^(sts|kms):/.test(action);
const trustsAccount = (target) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: ["sts:*", "kms:*"], ...(target.includes(":key/") ? { Resource: "*" } : {}) }],
});

function rows(role) {
  const groups = design[role] ?? alike[role] ?? [];
  return groups.flatMap((group) => (group.like ? rows(group.like) : [group]));
}

/// Every call that a role makes by design.
function callsOf(role) {
  const groups = ACTING.includes(role) ? rows(role) : [...rows("every function"), ...rows(role)];
  return groups.flatMap((group) =>
    group.actions.flatMap((action) => group.resources.map((name) => ({
      action,
      keyed: group.keyed ?? false,
      writes: group.writes ?? false,
      resource: name === "logs" ? logs(role) : resource(name, OWN),
      context: {
        ...group.context,
        ...(group.keyed ? { [KEYS]: [OWN] } : {}),
        ...(ACTING.includes(role) ? { [TAG]: OWN } : {}),
      },
    }))),
  );
}

const pattern = (text) => new RegExp(`^${text.replace("${aws:PrincipalTag/tenant_id}", OWN).replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
const list = (value) => (Array.isArray(value) ? value : [value]);

/// Everything that is wrong with these templates.
async function judge(templates) {
  const wrong = [];
  const here = policies(templates, true);
  const elsewhere = policies(templates, false);
  for (const [role, own] of here) {
    if (!(role in design)) { if (!role.startsWith("export")) wrong.push(`calls.json does not know the role ${role}`); continue; }
    const calls = callsOf(role);
    for (const call of calls) {
      const says = `${role}: ${call.action} on ${call.resource}`;
      if (!(await allowed(here, role, call))) wrong.push(`${says} is refused`);
      if (call.writes && (await allowed(elsewhere, role, call))) wrong.push(`${says} is allowed outside the write region`);
      if (ACTING.includes(role)) wrong.push(...(await foreign(here, role, call, says)));
    }
    wrong.push(...unused(role, own, calls));
  }
  wrong.push(...(await assuming(templates, here)));
  for (const role of here.keys()) {
    if (!ACTING.includes(role)) wrong.push(...(await reaching(here, role)));
  }
  return wrong;
}

/// Another tenant's tag, another's key among one's own, no key, no tag.
async function foreign(roles, role, call, says) {
  const { [TAG]: _tag, ...untagged } = call.context;
  const tries = { "with another tenant's tag": { ...call.context, [TAG]: OTHER }, "without a tag": untagged };
  if (call.keyed) {
    const { [KEYS]: _keys, ...unkeyed } = call.context;
    tries["without a leading key"] = unkeyed;
    tries["with another's key beside"] = { ...call.context, [KEYS]: [OWN, OTHER] };
  }
  const wrong = [];
  for (const [how, context] of Object.entries(tries)) {
    if (await allowed(roles, role, { ...call, context })) wrong.push(`${says} is allowed ${how}`);
  }
  return wrong;
}

/// The roles of tenants are taken by those that need them, for one tenant each.
async function assuming(templates, roles) {
  const wrong = [];
  for (const [name, trust] of trusts(templates)) {
    const target = `arn:aws:iam::${ACCOUNT}:role/${name}`;
    for (const role of [...roles.keys()].filter((one) => one in design && !ACTING.includes(one))) {
      const needs = callsOf(role).some((call) => call.action === "sts:AssumeRole" && call.resource === target);
      const tries = [
        ["with a tenant's tag", { "aws:RequestTag/tenant_id": OWN, "aws:TagKeys": ["tenant_id"] }, needs],
        ["without a tag", {}, false],
        ["with a tag for all", { "aws:RequestTag/tenant_id": "*", "aws:TagKeys": ["tenant_id"] }, false],
        ["with a second tag", { "aws:RequestTag/tenant_id": OWN, "aws:RequestTag/role": "owner", "aws:TagKeys": ["tenant_id", "role"] }, false],
      ];
      for (const [how, context, due] of tries) {
        for (const action of ["sts:AssumeRole", "sts:TagSession"]) {
          const may = await allowed(roles, role, { action, resource: target, context, trust });
          if (may !== due) wrong.push(`${role} ${may ? "may" : "may not"} ${action} ${name} ${how}`);
        }
      }
    }
  }
  return wrong;
}

/// Rights that no call needs.
function unused(role, own, calls) {
  return own.flatMap(({ name, policy }) => list(policy.Statement).flatMap((statement) =>
    list(statement.Action).flatMap((action) => list(statement.Resource).filter((target) =>
      !calls.some((call) => pattern(action).test(call.action) && pattern(target).test(call.resource)))
      .map((target) => `${role}: nothing calls ${action} on ${target} (${name})`))));
}

/// A function's own role on what belongs to tenants.
async function reaching(roles, role) {
  const wrong = [];
  const tables = ["products", "orders", "aux", "premium-products", "journal", `products-${OWN}`, `orders-${OWN}`, `aux-${OWN}`];
  for (const action of ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"]) {
    for (const table of tables) {
      const call = { action: `dynamodb:${action}`, resource: resource(`table/${table}`, OWN), context: { [KEYS]: [OWN] } };
      if (await allowed(roles, role, call)) wrong.push(`${role}: ${action} on ${table} is allowed without the tenant's role`);
    }
  }
  return wrong;
}

const wrong = await judge(templates);
wrong.forEach((one) => console.error(one));
if (wrong.length > 0) process.exit(1);
const roles = policies(templates, true);
console.log(`${roles.size} roles, ${[...roles.keys()].filter((role) => role in design).reduce((sum, role) => sum + callsOf(role).length, 0)} calls of the design, ${asked} questions: all needed calls allowed, no right unused, no other tenant reached`);

for (const { says, change, seen } of mutations) {
  const broken = structuredClone(templates);
  change(broken);
  const found = await judge(broken);
  if (!found.some((one) => seen.test(one))) {
    console.error(`not seen: ${says} (${found.length} other complaints${found[0] ? `, as ${found[0]}` : ""})`);
    process.exit(1);
  }
}
console.log(`${mutations.length} broken policies are each seen`);
