// How many orders a second one tenant can place on DynamoDB: `node infra/speed.mjs`. A model: partitions that take 1,000
// write units a second each, as AWS documents them, without the splitting that it may do under load, and transactions
// that hold their items for 12 ms and reject who comes meanwhile. The units are those of docs/dynamodb.md.

const partition = 1_000; // write units a second
const held = 12; // ms that a transaction holds its items
const seconds = 30;
/// As server/aws/src/dynamo/retry.rs has it.
const retry = { deadline: 5_000, first: 25, longest: 400, throttled: 5 };

/// Units that several hash keys of one kind take, each a part.
const over = (count, name, units) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}#${n}`, units / count]));

/// Write units of an order of two lines, by the partition that they fall to: of the transaction that places it, and of
/// what consumers make of it. Of a silo's tables only the indexes are one partition for each hash key; `by_k` lists what is in
/// `aux`, `by_id` stocks. `counter` says that the month is counted in one item, and `statuses` in how many orders are.
const places = {
  pool: [
    ["one hash key, one counter, before ADR 98", { counter: true, statuses: 16, commit: { aux: 8, orders: 2, products: 4, journal: 2, outbox: 2 }, follows: { aux: 24, outbox: 1 } }],
    ["one hash key, one counter", { counter: true, statuses: 16, commit: { aux: 6, orders: 2, products: 4, journal: 2, outbox: 2 }, follows: { aux: 14, outbox: 1 } }],
    ["one hash key", { statuses: 16, commit: { aux: 4, orders: 2, products: 4, journal: 2, outbox: 2 }, follows: { aux: 14, outbox: 1 } }],
    ["several (ADR 104), one counter", { counter: true, statuses: 16, commit: { aux: 6, orders: 2, by_status: 1, by_email: 1, products: 4, journal: 2, outbox: 2 }, follows: { aux: 4, sales: 6, records: 4, outbox: 1 } }],
    ["several (ADR 104)", { statuses: 16, commit: { aux: 4, orders: 2, by_status: 1, by_email: 1, products: 4, journal: 2, outbox: 2 }, follows: { aux: 4, sales: 6, records: 4, outbox: 1 } }],
  ],
  silo: [
    ["one hash key, one counter, before ADR 98", { counter: true, statuses: 16, commit: { by_k: 4, by_id: 2, journal: 2, outbox: 2 }, follows: { by_k: 9, outbox: 1 } }],
    ["one hash key, one counter", { counter: true, statuses: 16, commit: { by_k: 3, by_id: 2, journal: 2, outbox: 2 }, follows: { by_k: 8, outbox: 1 } }],
    ["one hash key", { statuses: 16, commit: { by_k: 2, by_id: 2, journal: 2, outbox: 2 }, follows: { by_k: 8, outbox: 1 } }],
    ["several (ADR 104), one counter", { counter: true, statuses: 32, ...siloOf(1) }],
    ["several (ADR 104)", { statuses: 32, ...siloOf(0) }],
  ],
};

/// A counter's own item is listed under the tenant's id.
function siloOf(counter) {
  const orders = { ...over(4, "orders by_id", 1), ...over(4, "orders by_status", 1), ...over(4, "orders by_email", 1) };
  const entries = (outbox) => over(4, "outbox", outbox);
  return {
    commit: { by_k: counter, ...over(4, "products by_id", 2), ...orders, ...over(4, "journal", 2), ...entries(2) },
    follows: { ...over(4, "days", 2), ...over(4, "sold", 2), ...over(4, "customers and mails", 2), ...over(4, "movements", 2), ...entries(1) },
  };
}

/// Numbers that look random and are the same each time (mulberry32).
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/// What is to be done, soonest first.
class Agenda {
  #all = [];
  add(at, task) {
    const all = this.#all;
    let n = all.push([at, task]) - 1;
    for (let up = (n - 1) >> 1; n > 0 && all[up][0] > at; n = up, up = (n - 1) >> 1) [all[n], all[up]] = [all[up], all[n]];
  }
  next() {
    const all = this.#all;
    if (all.length === 0) return null;
    const first = all[0];
    const last = all.pop();
    if (all.length > 0) {
      all[0] = last;
      for (let n = 0; ; ) {
        let down = 2 * n + 1;
        if (down >= all.length) break;
        if (down + 1 < all.length && all[down + 1][0] < all[down][0]) down += 1;
        if (all[down][0] >= all[n][0]) break;
        [all[n], all[down]] = [all[down], all[n]];
        n = down;
      }
    }
    return first;
  }
}

/// Partitions that gather the units of one second at most.
class Partitions {
  #left = new Map();
  take(at, units) {
    const wanted = Object.entries(units).map(([name, need]) => {
      const [left, since] = this.#left.get(name) ?? [partition, at];
      return [name, Math.min(partition, left + ((at - since) * partition) / 1_000), need];
    });
    const are = wanted.every(([, left, need]) => left >= need);
    for (const [name, left, need] of wanted) this.#left.set(name, [are ? left - need : left, at]);
    return are;
  }
}

/// The share of orders that were turned away, where so many come each second at random.
function turnedAway(rate, { counter, statuses, commit, follows }, seed) {
  const [random, agenda, partitions, until] = [randomFrom(seed), new Agenda(), new Partitions(), new Map()];
  const pause = (tries) => Math.min(retry.first * 2 ** (tries - 1), retry.longest) * random();
  let [placed, lost] = [0, 0];
  for (let at = 0; at < seconds * 1_000; at += (-Math.log(1 - random()) * 1_000) / rate) {
    // The status, and the counter of the month; of 20,000 products two seldom meet.
    const items = [`status ${Math.floor(random() * statuses)}`, ...(counter ? ["counter"] : [])];
    agenda.add(at, { began: at, tries: 0, throttled: 0, items, units: commit });
  }
  for (let due = agenda.next(); due; due = agenda.next()) {
    const [at, task] = due;
    task.tries += 1;
    const isHeld = task.items.some((item) => (until.get(item) ?? 0) > at);
    const isTaken = !isHeld && partitions.take(at, task.units);
    if (isTaken) {
      for (const item of task.items) until.set(item, at + held);
      if (task.began === undefined) continue;
      placed += 1;
      // Three consumers, some hundred milliseconds later; they meet nobody here, and try until they are through.
      const third = Object.fromEntries(Object.entries(follows).map(([name, units]) => [name, units / 3]));
      for (let n = 0; n < 3; n += 1) agenda.add(at + 200 + random() * 800, { tries: 0, throttled: 0, items: [], units: third });
      continue;
    }
    task.throttled += isHeld ? 0 : 1;
    const again = at + pause(task.tries);
    // A consumer that gives up gets its event again.
    if (task.began === undefined) agenda.add(Math.max(again, at + 1), task);
    else if (task.throttled >= retry.throttled || again - task.began >= retry.deadline) lost += 1;
    else agenda.add(again, task);
  }
  return lost / (placed + lost);
}

/// The greatest rate of which nothing is turned away in two times half a minute of it.
function rateOf(place) {
  const holds = (rate) => [1, 2].every((seed) => turnedAway(rate, place, seed) === 0);
  let [low, high] = [1, 32];
  for (; holds(high); high = Math.ceil(high * 1.5)) low = high;
  while (high - low > Math.max(1, low / 100)) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const row = (cells) => console.log(`| ${cells.join(" | ")} |`);
const percent = (share) => `${(share * 100).toFixed(1)} %`;
row(["placement", "hash keys, and the month's counter", "orders a second, none turned away", "turned away at 50"]);
row(Array(4).fill("---"));
const reached = {};
for (const [where, rows] of Object.entries(places)) {
  for (const [name, place] of rows) {
    const rate = rateOf(place);
    reached[`${where}, ${name}`] = rate;
    row([where, name, rate, percent(turnedAway(50, place, 3))]);
  }
}
// What docs/dynamodb.md says holds.
for (const [what, least] of [["pool, several (ADR 104)", 120], ["silo, several (ADR 104)", 1_000]]) {
  if (reached[what] < least) {
    console.error(`${what}: ${reached[what]} orders a second, which was ${least} at least`);
    process.exitCode = 1;
  }
}
