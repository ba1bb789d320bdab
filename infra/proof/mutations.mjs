// Policies as people break them, and the complaint that each must cause.

const reads = ({ tenancy }) => tenancy.Resources.TenantReads.Properties.PolicyDocument.Statement;
const writes = ({ tenancy }) => tenancy.Resources.TenantWrites.Properties.PolicyDocument.Statement;
const by = (statements, sid) => statements.find((one) => one.Sid === sid);
const table = (name) => ({ "Fn::Sub": `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${Prefix}${name}` });

export const mutations = [
  {
    says: "the Null check on pooled tables is dropped",
    change: (all) => delete by(reads(all), "Pool").Condition.Null,
    seen: /tenant: dynamodb:GetItem on .*products is allowed without a leading key/,
  },
  {
    says: "the Null check on pooled indexes is dropped",
    change: (all) => delete by(reads(all), "PoolIndexes").Condition.Null,
    seen: /tenant: dynamodb:Query on .*by_sku is allowed without a leading key/,
  },
  {
    says: "the Null check on written items is dropped",
    change: (all) => delete by(writes(all), "Pool").Condition.Null,
    seen: /tenant: dynamodb:PutItem on .*orders is allowed without a leading key/,
  },
  {
    says: "ForAllValues becomes ForAnyValue",
    change: (all) => {
      const { Condition } = by(writes(all), "Pool");
      Condition["ForAnyValue:StringEquals"] = Condition["ForAllValues:StringEquals"];
      delete Condition["ForAllValues:StringEquals"];
    },
    seen: /tenant: dynamodb:PutItem on .*products is allowed with another's key beside/,
  },
  {
    says: "leading keys are not looked at",
    change: (all) => delete by(reads(all), "Pool").Condition,
    seen: /tenant: dynamodb:Query on .*orders is allowed with another tenant's tag/,
  },
  {
    says: "a number of a key is forgotten",
    change: (all) => by(writes(all), "History").Condition["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"].pop(),
    seen: /tenant: dynamodb:PutItem on .*journal is refused with the number 3/,
  },
  {
    says: "numbers are a pattern that other tenants' keys match",
    change: (all) => {
      const { Condition } = by(reads(all), "Pool");
      Condition["ForAllValues:StringLike"] = { "dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant_id}", "*#??"] };
      delete Condition["ForAllValues:StringEquals"];
    },
    seen: /tenant: dynamodb:Query on .*aux is allowed with another's number 1/,
  },
  {
    says: "the silo is widened to all silos",
    change: (all) => by(reads(all), "Silo").Resource.push(table("products-*")),
    seen: /tenant: dynamodb:GetItem on .*products-.* is allowed with another tenant's tag/,
  },
  {
    says: "writing moves to a policy that is there in every region",
    change: ({ tenancy }) => delete tenancy.Resources.TenantWrites.Condition,
    seen: /tenant: dynamodb:PutItem on .* is allowed outside the write region/,
  },
  {
    says: "tenants may change the journal",
    change: (all) => by(writes(all), "History").Action = ["dynamodb:PutItem", "dynamodb:UpdateItem"],
    seen: /tenant: nothing calls dynamodb:UpdateItem on .*journal/,
  },
  {
    says: "the Null check on erased history is dropped",
    change: ({ tenancy }) => delete by(tenancy.Resources.MaintenanceErases.Properties.PolicyDocument.Statement, "History").Condition.Null,
    seen: /maintenance: dynamodb:BatchWriteItem on .*journal is allowed without a leading key/,
  },
  {
    says: "any silo may be replicated in one tenant's name",
    change: ({ tenancy }) => by(tenancy.Resources.MaintenanceReplicates.Properties.PolicyDocument.Statement, "SiloHere").Resource.push(table("products-*")),
    seen: /maintenance: dynamodb:UpdateTable on .*products-.* is allowed with another tenant's tag/,
  },
  {
    says: "a region that only reads may replicate",
    change: ({ tenancy }) => delete tenancy.Resources.MaintenanceReplicates.Condition,
    seen: /maintenance: dynamodb:CreateTableReplica on .* is allowed outside the write region/,
  },
  {
    says: "tenants may scan",
    change: (all) => by(reads(all), "Pool").Action.push("dynamodb:Scan"),
    seen: /tenant: nothing calls dynamodb:Scan/,
  },
  {
    says: "functions read pooled tables themselves",
    change: ({ access }) => access.Resources.ReadsControl.Properties.PolicyDocument.Statement[0].Resource.push(table("products")),
    seen: /orders: GetItem on products is allowed without the tenant's role/,
  },
  {
    says: "control is widened to all tables",
    change: ({ access }) => access.Resources.WritesControl.Properties.PolicyDocument.Statement[0].Resource.push(table("*")),
    seen: /auth: DeleteItem on aux is allowed without the tenant's role/,
  },
  {
    says: "a right is taken away that is needed",
    change: ({ access }) => delete access.Resources.Publishes.Properties.PolicyDocument.Statement.shift(),
    seen: /relay: sns:Publish on .* is refused/,
  },
  {
    says: "keys go into any plan",
    change: ({ plans }) => {
      plans.Resources.SettlesKeysInline.Properties.PolicyDocument.Statement[2].Resource.push({ "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}::/usageplans/shared1/keys" });
    },
    seen: /provisioning: nothing calls apigateway:POST on .*shared1.keys/,
  },
  {
    says: "sessions need no tag",
    change: ({ tenancy }) => delete tenancy.Resources.TenantRole.Properties.AssumeRolePolicyDocument.Statement[0].Condition,
    seen: /orders may sts:AssumeRole tenantry-dev-tenant-.* without a tag/,
  },
  {
    says: "any tag will do",
    change: ({ tenancy }) => {
      tenancy.Resources.TenantRole.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringLike["aws:RequestTag/tenant_id"] = "*";
    },
    seen: /orders may sts:AssumeRole tenantry-dev-tenant-.* with a tag for all/,
  },
  {
    says: "the maintenance role trusts the functions that answer requests",
    change: ({ tenancy, access }) => {
      tenancy.Resources.MaintenanceRole.Properties.AssumeRolePolicyDocument.Statement[0].Principal.AWS.push({ Ref: "OrdersRoleArn" });
      access.Resources.TakesCareOfTenantsInline.Properties.Roles.push({ Ref: "OrdersRole" });
    },
    seen: /orders may sts:AssumeRole tenantry-dev-maintenance-.* with a tenant's tag/,
  },
  {
    says: "the sweeper may delete any record of control data",
    change: ({ access }) => delete access.Resources.SweepsPeopleInline.Properties.PolicyDocument.Statement[1].Condition,
    seen: /sweeper: DeleteItem on control is allowed with a session's key/,
  },
  {
    says: "the Null check on notes of accounts is dropped",
    change: ({ access }) => delete access.Resources.SweepsPeopleInline.Properties.PolicyDocument.Statement[1].Condition.Null,
    seen: /sweeper: DeleteItem on control is allowed with no key/,
  },
  {
    says: "the authorizer may write any record of control data",
    change: ({ access }) => delete access.Resources.NotesKeyUsesInline.Properties.PolicyDocument.Statement[0].Condition,
    seen: /authorizer: UpdateItem on control is allowed with a session's key/,
  },
  {
    says: "the Null check on uses of API keys is dropped",
    change: ({ access }) => delete access.Resources.NotesKeyUsesInline.Properties.PolicyDocument.Statement[0].Condition.Null,
    seen: /authorizer: UpdateItem on control is allowed with no key/,
  },
];
