// The built templates as IAM sees them: intrinsics resolved for one
// installation, and the policies of each role.

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";
/// Where its silos have replicas.
export const THERE = "eu-west-1";
export const PREFIX = "tenantry-dev-";

const arn = (service, rest) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/// What stacks give each other; any ARN of the right shape will do.
const PARAMETERS = {
  Prefix: PREFIX,
  SiloReplicaRegion: THERE,
  MembersPoolArn: arn("cognito-idp", `userpool/${REGION}_members01`),
  OperatorsPoolArn: arn("cognito-idp", `userpool/${REGION}_operators1`),
  MembersClientSecretArn: arn("secretsmanager", `secret:${PREFIX}members-client-AbCdEf`),
  OperatorsClientSecretArn: arn("secretsmanager", `secret:${PREFIX}operators-client-AbCdEf`),
  SigningKeyParameter: "/tenantry/dev/signing-key",
  OrdersTopicArn: arn("sns", `${PREFIX}orders`),
  TenantsTopicArn: arn("sns", `${PREFIX}tenants`),
  AlertsTopicArn: arn("sns", `${PREFIX}alerts`),
  TopicsKeyArn: arn("kms", "key/11111111-2222-3333-4444-555555555555"),
  EmailQueueArn: arn("sqs", `${PREFIX}email`),
  InventoryQueueArn: arn("sqs", `${PREFIX}inventory`),
  InsightsQueueArn: arn("sqs", `${PREFIX}insights`),
  WebhooksQueueArn: arn("sqs", `${PREFIX}webhooks`),
  WebhookTriesQueueArn: arn("sqs", `${PREFIX}webhook-tries`),
  RelayDlqArn: arn("sqs", `${PREFIX}relay-dlq`),
  FunctionsDlqArn: arn("sqs", `${PREFIX}functions-dlq`),
  MailFrom: "shop@example.com",
  MailDomain: "example.com",
  // Of resources of the same template.
  BasicPlan: "basic1",
  PremiumPlan: "premium1",
  EnterprisePlan: "enterprise1",
};

const PSEUDO = { "AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT };

/// A plan is meant by its name and reached by its id.
const PLANS = { basic: PARAMETERS.BasicPlan, premium: PARAMETERS.PremiumPlan, enterprise: PARAMETERS.EnterprisePlan };
const planOf = (named) => `usageplans/${PLANS[named.slice("usageplans/".length)]}`;

/// The ARN that a short name of a call means.
export function resource(name, tenant) {
  const full = name.replace("TENANT", tenant);
  const [kind, ...rest] = full.split("/");
  const tail = rest.join("/");
  switch (kind) {
    case "table": return arn("dynamodb", `table/${PREFIX}${tail}`);
    // A table in the second region.
    case "replica": return `arn:aws:dynamodb:${THERE}:${ACCOUNT}:table/${PREFIX}${tail}`;
    case "queue": return arn("sqs", `${PREFIX}${tail}`);
    case "topic": return arn("sns", `${PREFIX}${tail}`);
    case "role": return `arn:aws:iam::${ACCOUNT}:role/${PREFIX}${tail}-${REGION}`;
    case "key": return PARAMETERS.TopicsKeyArn;
    case "pool": return tail === "members" ? PARAMETERS.MembersPoolArn : PARAMETERS.OperatorsPoolArn;
    case "secret": return tail === "members" ? PARAMETERS.MembersClientSecretArn : PARAMETERS.OperatorsClientSecretArn;
    // A secret, as Systems Manager reads it.
    case "through": return arn("ssm", `parameter/aws/reference/secretsmanager/${PREFIX}${tail}-client`);
    case "signing-key": return arn("ssm", `parameter${PARAMETERS.SigningKeyParameter}`);
    case "pools": return arn("ssm", `parameter/${PREFIX}pools`);
    case "identity": return arn("ses", "identity/example.com");
    case "configuration-set": return arn("ses", `configuration-set/${PREFIX}mail`);
    // Paths of the gateway's own API, which has no accounts in its names.
    case "gateway": return `arn:aws:apigateway:${REGION}::/${tail.replace(/^usageplans\/\w+/, planOf).replace("KEY", "abc123")}`;
    case "*": return "*";
    default: throw new Error(`a call names ${name}, which means nothing`);
  }
}

/// A function's log group has the function's name.
export const logs = (role) => arn("logs", `log-group:/aws/lambda/${PREFIX}${role}:log-stream:2026/11/24/[1]0`);

/// As AuthRoleArn is passed from stack to stack.
const roleOf = (parameter) =>
  parameter.endsWith("RoleArn") ? resource(`role/${parameter.slice(0, -"RoleArn".length).toLowerCase()}`) : undefined;

function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== undefined);
  if (value === null || typeof value !== "object") return value;
  if ("Ref" in value) {
    const found = PARAMETERS[value.Ref] ?? PSEUDO[value.Ref] ?? roleOf(value.Ref);
    if (found === undefined) throw new Error(`nobody gives ${value.Ref}`);
    return found;
  }
  if ("Fn::Sub" in value) {
    const known = { ...PSEUDO, ...PARAMETERS };
    return value["Fn::Sub"].replace(/\$\{(!?)([^}]+)\}/g, (all, literal, name) => {
      if (literal) return `\${${name}}`;
      if (known[name] === undefined) throw new Error(`nobody gives ${name}`);
      return known[name];
    });
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

/// Policies by role, in the write region or in another.
export function policies(templates, writes) {
  const roles = new Map();
  const references = new Map();
  const resources = Object.values(templates).flatMap((template) => Object.entries(template.Resources));
  for (const [logical, { Type, Properties }] of resources) {
    if (Type !== "AWS::IAM::Role") continue;
    const name = resolve(Properties.RoleName).slice(PREFIX.length, -REGION.length - 1);
    const inline = (Properties.Policies ?? []).map((one) => one.PolicyDocument);
    roles.set(name, inline.map(resolve).map((policy, number) => ({ name: `inline ${number}`, policy })));
    references.set(logical, name);
  }
  for (const [logical, { Type, Properties, Condition }] of resources) {
    if (Type !== "AWS::IAM::Policy" && Type !== "AWS::IAM::ManagedPolicy") continue;
    // What replicates writes as well.
    if (["Writes", "Replicates"].includes(Condition) && !writes) continue;
    for (const { Ref } of Properties.Roles) {
      roles.get(references.get(Ref)).push({ name: logical, policy: resolve(Properties.PolicyDocument) });
    }
  }
  return roles;
}

/// Who may assume the roles that reach tenants' data.
export function trusts({ tenancy }) {
  const roles = Object.values(tenancy.Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
  return roles.map(({ Properties }) => [resolve(Properties.RoleName), resolve(Properties.AssumeRolePolicyDocument)]);
}
