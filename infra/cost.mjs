// Dollars per month by tenants and tiers: `node infra/cost.mjs`. Prices are list
// prices of us-east-1 without free tiers; change them here. What each unit
// stands for, and what is computed and what is assumed, is in docs/cost.md.

const price = {
  api: 3.5e-6, // REST API, a request
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334, // arm64
  read: 0.125e-6, // DynamoDB on demand, a read request unit
  write: 0.625e-6,
  storage: 0.25 + 0.2, // a GB and its point-in-time recovery
  publish: 0.5e-6, // SNS
  queue: 0.4e-6, // SQS, a request
  log: 0.5, // a GB taken in
  trace: 5e-6,
  activeUser: 0.015, // Cognito Essentials
  mail: 0.1e-3,
  edge: 1e-6 + 0.085 * 3e-6, // CloudFront: a request and its 3 kB
};

/// Request units of one operation.
const units = {
  get: { read: 0.5, write: 0 },
  page: { read: 1.5, write: 0 },
  product: { read: 0.5, write: 16 },
  order: { read: 1.5, write: 45 },
};

/// A tenant's month.
const tiers = {
  basic: { share: 0.8, users: 4, gets: 12e3, pages: 8e3, products: 50, orders: 200, gigabytes: 0.005 },
  premium: { share: 0.18, users: 25, gets: 180e3, pages: 110e3, products: 1e3, orders: 5e3, gigabytes: 0.2 },
  enterprise: { share: 0.02, users: 200, gets: 3e6, pages: 1.8e6, products: 2e4, orders: 1e5, gigabytes: 5 },
};

const memory = 0.5; // GB
/// What is billed of a call: CPU as `cargo xtask bench lambda` measures it, on the share of a core that goes with the
/// memory (all of one at 1769 MB), and waiting for AWS, which is assumed.
const waiting = 0.005;
const billed = (cpu, calls) => cpu / (memory / 1.769) + calls * waiting;
const seconds = { request: billed(0.0002, 2), authorizer: billed(0.00013, 1), worker: billed(0.00003, 3) };
const bytesLogged = 1200; // of a request: gateway, function
const traced = 0.05;

/// Paid whether anybody comes or not.
const fixed = {
  "alarms (46 at 0.10)": 4.6,
  "dashboards (4 at 3)": 12,
  "metrics of our own (40 at 0.30)": 12,
  "key and secrets": 1.8,
  "scheduled functions": 0.1,
};
/// Of two warm instances of five functions; 0 by default.
const provisioned = 0;

export function tenant(tier) {
  const t = tiers[tier];
  const requests = t.gets + t.pages + t.products + t.orders;
  const of = (kind) => t.gets * units.get[kind] + t.pages * units.page[kind] + t.products * units.product[kind] + t.orders * units.order[kind];
  const events = t.products + 3 * t.orders; // an order is placed and moves twice
  const worked = events * 4; // relay and three consumers, unbatched: the dearest case
  return {
    gateway: requests * (price.api + price.edge),
    functions: requests * (2 * price.invocation + (seconds.request + seconds.authorizer) * memory * price.gigabyteSecond)
      + worked * (price.invocation + seconds.worker * memory * price.gigabyteSecond),
    tables: of("read") * price.read + of("write") * price.write + t.gigabytes * price.storage,
    events: events * (price.publish + 3 * 3 * price.queue),
    people: t.users * price.activeUser + t.orders * 2 * price.mail,
    watching: requests * (bytesLogged / 1e9 * price.log + traced * price.trace),
  };
}

const sum = (parts) => Object.values(parts).reduce((all, part) => all + part, 0);
const dollars = (value) => value.toFixed(value < 10 ? 2 : 0);
const row = (cells) => console.log(`| ${cells.join(" | ")} |`);

const parts = Object.keys(tenant("basic"));
row(["one tenant of tier", ...parts, "together"]);
row(parts.concat("", "").map(() => "---"));
for (const tier of Object.keys(tiers)) {
  const cost = tenant(tier);
  row([tier, ...parts.map((part) => dollars(cost[part])), dollars(sum(cost))]);
}
console.log();
row(["tenants", "basic", "premium", "enterprise", "fixed", "a month", "a tenant"]);
row(Array(7).fill("---"));
for (const count of [10, 1_000, 10_000]) {
  const enterprise = Math.round(count * tiers.enterprise.share);
  const premium = Math.round(count * tiers.premium.share);
  const numbers = { basic: count - premium - enterprise, premium, enterprise };
  const by = Object.entries(numbers).map(([tier, number]) => number * sum(tenant(tier)));
  const always = sum(fixed) + provisioned;
  const all = by.reduce((a, b) => a + b, always);
  row([count, ...Object.values(numbers).map((number, i) => `${number}: ${dollars(by[i])}`), dollars(always), dollars(all), dollars(all / count)]);
}
