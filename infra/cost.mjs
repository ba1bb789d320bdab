// Dollars per month by tenants and tiers: `node infra/cost.mjs`. Prices are list
// prices of us-east-1 without free tiers; change them here. What each unit
// stands for, and what is computed and what is assumed, is in docs/cost.md.

const price = {
  api: 3.5e-6, // REST API, a request of the first 333 million
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334, // arm64
  read: 0.125e-6, // DynamoDB on demand, a read request unit
  write: 0.625e-6,
  storage: 0.25 + 0.2, // a GB and its point-in-time recovery
  // Weekly for two weeks, monthly for a year: a week warm at 0.10 a GB, then cold at 0.03. Outboxes are left out.
  backup: 0.1 * 2 + 0.1 * 0.23 + 0.03 * 11.77,
  publish: 0.5e-6, // SNS
  queue: 0.4e-6, // SQS, a request
  log: 0.5, // a GB taken in
  trace: 5e-6,
  activeUser: 0.015, // Cognito Essentials
  mail: 0.1e-3,
  traffic: 0.09, // a GB that a function sends to a receiver of webhooks
  edge: 1e-6 + 0.1e-6 + 0.085 * 1.6e-6, // CloudFront: a request, the function that writes its address, its 3 kB as 1.6 compressed
};

/// The gateway's price falls with all requests of a region together (aws.amazon.com/api-gateway/pricing, read 30 November 2026).
const apiTiers = [[333e6, 3.5e-6], [1e9, 2.8e-6], [20e9, 2.38e-6], [Infinity, 1.51e-6]];
function gatewayOf(requests) {
  let [cost, before] = [0, 0];
  for (const [upTo, each] of apiTiers) {
    cost += Math.max(0, Math.min(requests, upTo) - before) * each;
    before = upTo;
  }
  return cost;
}

/// Request units of one operation; the reads as `cargo test -p tenantry-aws --test costs` counts them in the pool.
const units = {
  get: { read: 1, write: 0 },
  page: { read: 1.25, write: 0 }, // of products 1.5, of orders 1: half each
  product: { read: 0, write: 18 },
  order: { read: 5, write: 31 },
  // A webhook: the record with three places in lists, the same while it is taken and after its try, and its end after 30 days.
  delivery: { read: 12, write: 32 },
  // What a try that failed takes more.
  retry: { read: 7, write: 16 },
};

/// A tenant's month. Deliveries are its events times the endpoints that choose them: none, until an admin makes one.
const tiers = {
  basic: { share: 0.8, users: 4, gets: 12e3, pages: 8e3, products: 50, orders: 200, gigabytes: 0.005, deliveries: 0 },
  premium: { share: 0.18, users: 25, gets: 180e3, pages: 110e3, products: 1e3, orders: 5e3, gigabytes: 0.2, deliveries: 0 },
  enterprise: { share: 0.02, users: 200, gets: 3e6, pages: 1.8e6, products: 2e4, orders: 1e5, gigabytes: 5, deliveries: 0 },
};

const memory = 0.5; // GB
/// What is billed of a call: CPU as `cargo xtask bench lambda` measures it, on the share of a core that goes with the
/// memory (all of one at 1769 MB), and waiting for AWS and for receivers of webhooks, which is assumed.
const waiting = 0.005;
const billed = (cpu, calls) => cpu / (memory / 1.769) + calls * waiting;
const seconds = { request: billed(0.0002, 2), authorizer: billed(0.00013, 1), worker: billed(0.00003, 3), delivery: billed(0.003, 9) + 0.3 };
/// Of a delivery: sent, logged, and kept for 30 days.
const delivered = { sent: 2_000, logged: 500, kept: 2_000 };
const bytesLogged = 1124; // of a request: gateway, function
const traced = 0.005; // TracedShare; the one a second beside is among what is fixed
/// Seconds that a consumer waits for more events, and how many go in one call at most (infra/stacks/workers.yaml).
const batching = { seconds: 2, most: 10 };
const month = 30 * 24 * 3600;

/// Paid whether anybody comes or not.
const fixed = {
  "alarms (58 at 0.10)": 5.8,
  "dashboards (4 at 3)": 12,
  "metrics of our own (50 at 0.30)": 15,
  "key and secrets": 1.8,
  "scheduled functions": 0.1,
  "traces (one a second)": 0.5,
};
/// Of two warm instances of five functions; 0 by default.
const provisioned = 0;

const sum = (parts) => Object.values(parts).reduce((all, part) => all + part, 0);

/// Queues that hear an event.
const queues = 4;

/// One try of a webhook: one message and one invocation, the dearest case; the receiver answers after 0.3 seconds.
const tryOf = (unit) => ({
  functions: price.invocation + seconds.delivery * memory * price.gigabyteSecond,
  tables: unit.read * price.read + unit.write * price.write,
  queue: 3 * price.queue,
  "logs and traffic": (delivered.logged * price.log + delivered.sent * price.traffic) / 1e9,
});
const aDelivery = { ...tryOf(units.delivery), kept: delivered.kept / 1e9 * (price.storage + price.backup) };

export function tenant(tier) {
  const t = tiers[tier];
  const requests = t.gets + t.pages + t.products + t.orders;
  const of = (kind) => t.gets * units.get[kind] + t.pages * units.page[kind] + t.products * units.product[kind] + t.orders * units.order[kind];
  const events = t.products + 3 * t.orders; // an order is placed and moves twice
  const worked = events * (1 + queues); // relay and consumers, unbatched: the dearest case
  return {
    gateway: requests * (price.api + price.edge),
    functions: requests * (2 * price.invocation + (seconds.request + seconds.authorizer) * memory * price.gigabyteSecond)
      + worked * (price.invocation + seconds.worker * memory * price.gigabyteSecond),
    tables: of("read") * price.read + of("write") * price.write + t.gigabytes * price.storage,
    backups: t.gigabytes * price.backup,
    events: events * (price.publish + queues * 3 * price.queue),
    webhooks: t.deliveries * sum(aDelivery),
    people: t.users * price.activeUser + t.orders * 2 * price.mail,
    watching: requests * (bytesLogged / 1e9 * price.log + traced * price.trace),
  };
}

/// What many tenants together pay less: the gateway by its tiers, and events that go ten at a time. One alone saves nothing.
function together(numbers) {
  const all = (of) => Object.entries(numbers).reduce((sum, [tier, number]) => sum + number * of(tiers[tier]), 0);
  const requests = all((t) => t.gets + t.pages + t.products + t.orders);
  const events = all((t) => t.products + 3 * t.orders);
  const batch = Math.max(1, Math.min(batching.most, events / month * batching.seconds));
  const saved = 1 - 1 / batch;
  return {
    gateway: gatewayOf(requests) - requests * price.api,
    // Of the three requests of each queue, receiving and deleting; of the workers, the consumers' invocations.
    events: -events * queues * saved * (2 * price.queue + price.invocation),
  };
}

const dollars = (value) => value.toFixed(value < 10 ? 2 : 0);
const row = (cells) => console.log(`| ${cells.join(" | ")} |`);

const parts = Object.keys(tenant("basic"));
row(["one tenant of tier", ...parts, "together"]);
row(parts.concat("", "").map(() => "---"));
for (const tier of Object.keys(tiers)) {
  const cost = tenant(tier);
  row([tier, ...parts.map((part) => dollars(cost[part])), dollars(sum(cost))]);
}
function installation(count) {
  const enterprise = Math.round(count * tiers.enterprise.share);
  const premium = Math.round(count * tiers.premium.share);
  const numbers = { basic: count - premium - enterprise, premium, enterprise };
  const by = Object.entries(numbers).map(([tier, number]) => number * sum(tenant(tier)));
  const volume = sum(together(numbers));
  const always = sum(fixed) + provisioned;
  return { numbers, by, volume, always, all: by.reduce((a, b) => a + b, always + volume) };
}

console.log();
row(["tenants", "basic", "premium", "enterprise", "by volume", "fixed", "a month", "a tenant"]);
row(Array(8).fill("---"));
for (const count of [10, 1_000, 10_000]) {
  const { numbers, by, volume, always, all } = installation(count);
  row([count, ...Object.values(numbers).map((number, i) => `${number}: ${dollars(by[i])}`), dollars(volume), dollars(always), dollars(all), dollars(all / count)]);
}

/// What each line of the largest case buys, and what it was before.
console.log();
row(["10,000 tenants", "a month", "buys"]);
row(Array(3).fill("---"));
const buys = {
  gateway: "HTTPS at the edge, validation, a rate for each tenant, the firewall's place",
  functions: "every request judged by itself, none kept warm",
  tables: "the data, each second of the last 35 days",
  backups: "copies that a table's owner can't delete: two weeks weekly, a year monthly",
  events: "each event to four consumers, kept until it is handled",
  webhooks: "events sent to URLs of companies, by what they choose",
  people: "sign-in, tokens with the tenant in them, two mails an order",
  watching: "a line for each request for LogRetentionDays, one request in two hundred traced",
};
{
  const { numbers, always, all } = installation(10_000);
  const volume = together(numbers);
  for (const part of parts) {
    const cost = Object.entries(numbers).reduce((total, [tier, number]) => total + number * tenant(tier)[part], volume[part] ?? 0);
    row([part, dollars(cost), buys[part]]);
  }
  row(["fixed", dollars(always), "alarms, dashboards, metrics, keys, secrets"]);
  // Of commit 96b5fe7: what its script said, its backups (daily for 35 days, monthly for a year, warm), the PLUS plan.
  const before = 20_426 + 6_600 + 585;
  console.log();
  console.log(`together ${dollars(all)}, ${Math.round(all / before * 1000) / 10} % of the ${before} before`);
  if (all > 0.7 * before) {
    console.error("the largest case costs more than 70 % of what it did");
    process.exitCode = 1;
  }
}

console.log();
{
  const again = tryOf(units.retry);
  row(["a million webhooks", ...Object.keys(aDelivery), "together"]);
  row(Object.keys(aDelivery).concat("", "").map(() => "---"));
  const millions = (parts) => Object.keys(aDelivery).map((part) => dollars((parts[part] ?? 0) * 1e6)).concat(dollars(sum(parts) * 1e6));
  row(["delivered at the first try", ...millions(aDelivery)]);
  row(["each try more", ...millions(again)]);
}

/// Capacity that is provisioned: a unit's hour, and what a year or three of reserved capacity take off (in any region of one
/// account, not for replicated writes). Auto scaling aims at this share of it being used.
const capacity = { write: 0.00065, read: 0.00013, target: 0.7, off: { "not reserved": 0, "reserved for a year": 0.54, "reserved for three": 0.77 } };
const hours = month / 3600;
/// Tables and indexes that have capacity each: of a pool, and of a silo, which lists by an index more in each table.
const holders = { pool: 3 + 5, silo: 3 + 8 };
const idle = (parts, read, write) => parts * (read * capacity.read + write * capacity.write) * hours;
/// Of an operation's write units those that the pool's own tables take; journal and outbox are on demand for all.
const shared = { product: 5, order: 5 };

console.log();
row(["provisioned capacity", "a million writes, all used", "at 70 %", "cheaper than on demand above", "or a peak below"]);
row(Array(5).fill("---"));
for (const [term, off] of Object.entries(capacity.off)) {
  const full = capacity.write * (1 - off) / 3600;
  const even = full / price.write;
  row([term, dollars(full * 1e6), dollars(full * 1e6 / capacity.target), `${(even * 100).toFixed(0)} % used`, `${(capacity.target / even).toFixed(1)} x the mean`]);
}

console.log();
row(["of one tenant", "tables on demand", "the same provisioned, even load", "tenants that pay for an idle pool of 5 units"]);
row(Array(4).fill("---"));
for (const [tier, t] of Object.entries(tiers)) {
  const writes = t.products * (units.product.write - shared.product) + t.orders * (units.order.write - shared.order);
  const reads = t.gets * units.get.read + t.pages * units.page.read + t.products * units.product.read + t.orders * units.order.read;
  const onDemand = writes * price.write + reads * price.read;
  const even = (writes * capacity.write + reads * capacity.read) / 3600 / capacity.target;
  row([tier, dollars(onDemand), dollars(even), Math.ceil(idle(holders.pool, 5, 5) / onDemand)]);
}

console.log();
row(["paid while idle", "a month"]);
row(Array(2).fill("---"));
row(["provisioned pool, 5 units each (the default)", dollars(idle(holders.pool, 5, 5))]);
row(["provisioned pool, 1 unit each", dollars(idle(holders.pool, 1, 1))]);
row(["silo on demand", dollars(0)]);
row(["silo of 20 reads and 10 writes each", dollars(idle(holders.silo, 20, 10))]);
row(["silo of 100 reads and 50 writes each", dollars(idle(holders.silo, 100, 50))]);
