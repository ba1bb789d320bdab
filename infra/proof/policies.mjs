// What the roles of the templates may do, asked of an IAM evaluator: all that
// the functions called while the whole system was tested (recorded.json), nothing
// that no call uses unless unseen.json says why, and nothing of another tenant.
// Then the policies are broken in ways that people break them, and each must be
// seen.
//
// node policies.mjs <built templates> <folder with node_modules>

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { ACCOUNT, PREFIX, REGION, logs, policies, resource, trusts } from "./world.mjs";
import { mutations } from "./mutations.mjs";

const [built, packages] = process.argv.slice(2);
const { runSimulation } = createRequire(join(resolve(packages), "/"))("@cloud-copilot/iam-simulate");

const OWN = "019ab5d2-0000-7000-8000-000000000001";
const OTHER = "019ab5d2-0000-7000-8000-000000000002";
const ITEM = "019ab5d2-0000-7000-8000-000000000003";
const KEYS = "dynamodb:LeadingKeys";
const TAG = "aws:PrincipalTag/tenant_id";
const ACTING = ["tenant", "maintenance"];
/// Numbers that follow the tenant's id in keys (server/aws/src/hash_keys.rs), by what is called.
const NUMBERED = [
  [/table\/tenantry-dev-(provisioned-)?aux$/, [1, 2]],
  [/table\/tenantry-dev-(journal|outbox)$/, [0, 1, 2, 3]],
  [/table\/tenantry-dev-(products|orders)-[^/]*\/index\/by_(id|status|email)$/, [0, 1, 2, 3]],
  [/table\/tenantry-dev-aux-[^/]*\/index\/by_k$/, [...Array(16).keys()]],
];

const beside = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const recorded = beside("recorded.json").calls;
const unseen = beside("unseen.json").groups;
/// Who changes nothing but what is there in the write region only.
const WRITES = /^(apigateway|cognito-idp|sns|kms):|^dynamodb:(BatchWriteItem|ConditionCheckItem|CreateTable|CreateTableReplica|DeleteItem|DeleteTableReplica|PutItem|TagResource|Update\w+)$/;
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

/// What was called, in the words of unseen.json.
const seen = recorded.map(({ role, action, resource, keys, context }) => ({ role, action, resource, keys, context, how: "called" }));

/// What was not, with the reason why it is allowed all the same.
const unused = unseen.flatMap(({ roles, actions, resources, keyed, context, reason }) =>
  roles.flatMap((role) => actions.flatMap((action) => resources.map((resource) =>
    ({ role, action, resource, keys: keyed ? ["TENANT"] : undefined, context, how: reason })))));

/// Every call of a role.
function callsOf(role) {
  return [...seen, ...unused].filter((call) => call.role === role).map(({ action, resource: name, keys, context, how }) => ({
    action,
    how,
    // A silo's keys are its products' and orders'.
    keyed: keys?.every((key) => key === "TENANT") ?? false,
    writes: WRITES.test(action),
    resource: name === "logs" ? logs(role) : resource(name, OWN),
    context: {
      ...context,
      ...(keys ? { [KEYS]: keys.map((key) => (key === "TENANT" ? OWN : ITEM)) } : {}),
      ...(ACTING.includes(role) ? { [TAG]: OWN } : {}),
    },
  }));
}

const pattern = (text) => new RegExp(`^${text.replace("${aws:PrincipalTag/tenant_id}", OWN).replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
const list = (value) => (Array.isArray(value) ? value : [value]);

/// Everything that is wrong with these templates.
async function judge(templates) {
  const wrong = [];
  const here = policies(templates, true);
  const elsewhere = policies(templates, false);
  for (const [role, own] of here) {
    const calls = callsOf(role);
    if (calls.length === 0) { if (!role.startsWith("export")) wrong.push(`nothing calls as ${role}`); continue; }
    for (const call of calls) {
      const says = `${role}: ${call.action} on ${call.resource}`;
      if (!(await allowed(here, role, call))) wrong.push(`${says} is refused`);
      if (call.writes && (await allowed(elsewhere, role, call))) wrong.push(`${says} is allowed outside the write region`);
      if (ACTING.includes(role)) wrong.push(...(await foreign(here, role, call, says)), ...(await numbered(here, role, call, says)));
    }
    wrong.push(...superfluous(role, own, calls));
  }
  wrong.push(...(await assuming(templates, here)), ...(await noting(here, "sweeper", "DeleteItem", "new-identities")));
  wrong.push(...(await noting(here, "authorizer", "UpdateItem", "api-key-uses")));
  for (const role of here.keys()) {
    if (!ACTING.includes(role)) wrong.push(...(await reaching(here, role)));
  }
  return wrong;
}

/// The tenant's keys with a number, and nobody else's.
async function numbered(roles, role, call, says) {
  const [, numbers] = NUMBERED.find(([resources]) => resources.test(call.resource)) ?? [];
  // Marks that say whether a place is open are under the id alone.
  if (!call.keyed || !numbers || (role === "maintenance" && call.action === "dynamodb:UpdateItem")) return [];
  const key = (tenant, number) => `${tenant}#${String(number).padStart(2, "0")}`;
  const asks = (keys) => allowed(roles, role, { ...call, context: { ...call.context, [KEYS]: keys } });
  const wrong = [];
  for (const number of numbers) {
    if (!(await asks([OWN, key(OWN, number)]))) wrong.push(`${says} is refused with the number ${number}`);
    if (await asks([OWN, key(OTHER, number)])) wrong.push(`${says} is allowed with another's number ${number}`);
  }
  if (await asks([key(OWN, 99)])) wrong.push(`${says} is allowed with any number`);
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
    for (const role of [...roles.keys()].filter((one) => callsOf(one).length > 0 && !ACTING.includes(one))) {
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
function superfluous(role, own, calls) {
  return own.flatMap(({ name, policy }) => list(policy.Statement).flatMap((statement) =>
    list(statement.Action).flatMap((action) => list(statement.Resource).filter((target) =>
      !calls.some((call) => pattern(action).test(call.action) && pattern(target).test(call.resource)))
      .map((target) => `${role}: nothing calls ${action} on ${target} (${name})`))));
}

/// A function's own role on what belongs to tenants.
async function reaching(roles, role) {
  const wrong = [];
  const tables = ["products", "orders", "aux", "provisioned-products", "journal", `products-${OWN}`, `orders-${OWN}`, `aux-${OWN}`];
  for (const action of ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"]) {
    for (const table of tables) {
      const call = { action: `dynamodb:${action}`, resource: resource(`table/${table}`, OWN), context: { [KEYS]: [OWN] } };
      if (await allowed(roles, role, call)) wrong.push(`${role}: ${action} on ${table} is allowed without the tenant's role`);
    }
  }
  return wrong;
}

/// The sweeper removes notes of accounts, the authorizer writes when API keys were used, and neither touches anything else
/// of control data.
async function noting(roles, role, action, notes) {
  const tries = { "a session's key": { [KEYS]: [`session#${OTHER}`] }, "another key beside": { [KEYS]: [notes, `tenant#${OTHER}`] }, "no key": {} };
  const wrong = [];
  for (const [how, context] of Object.entries(tries)) {
    const call = { action: `dynamodb:${action}`, resource: resource("table/control", OWN), context };
    if (await allowed(roles, role, call)) wrong.push(`${role}: ${action} on control is allowed with ${how}`);
  }
  return wrong;
}

/// A reason that is none any more.
const covered = new Set(seen.map(({ role, action, resource }) => `${role}: ${action} on ${resource}`));
const stale = unused.map(({ role, action, resource }) => `${role}: ${action} on ${resource}`).filter((one) => covered.has(one));
const wrong = [...stale.map((one) => `${one} is called: take it out of unseen.json`), ...(await judge(templates))];
wrong.forEach((one) => console.error(one));
if (wrong.length > 0) process.exit(1);
console.log(`${policies(templates, true).size} roles, ${seen.length} recorded calls and ${unused.length} with a reason, ${asked} questions: all calls allowed, no right without use or reason, no other tenant reached`);

for (const { says, change, seen: complaint } of mutations) {
  const broken = structuredClone(templates);
  change(broken);
  const found = await judge(broken);
  if (!found.some((one) => complaint.test(one))) {
    console.error(`not seen: ${says} (${found.length} other complaints${found[0] ? `, as ${found[0]}` : ""})`);
    process.exit(1);
  }
}
console.log(`${mutations.length} broken policies are each seen`);
