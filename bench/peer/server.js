// The same work as Tenantry's, as a good Node programmer would do it: two
// processes, prepared statements, one transaction for each order.
import cluster from 'node:cluster';
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import Database from 'better-sqlite3';
import fastify from 'fastify';

const [port, file, tenants, products] = process.argv.slice(2);
const RATE = { perSecond: 1000, burst: 2000 };
const PRODUCT = `SELECT p.product_id, p.name, p.description, p.price, p.category, p.sku, s.quantity AS inventory,
  p.version, p.created_at, p.updated_at FROM products p JOIN stock s USING (tenant_id, product_id)`;

function open() {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 10000');
  return db;
}

function uuid7() {
  const bytes = Buffer.alloc(16);
  crypto.getRandomValues(bytes);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function prepare() {
  const db = open();
  db.exec(`
    CREATE TABLE products (tenant_id TEXT, product_id TEXT, version INTEGER, name TEXT, description TEXT, price INTEGER,
      category TEXT, sku TEXT, created_at TEXT, updated_at TEXT, PRIMARY KEY (tenant_id, product_id)) WITHOUT ROWID;
    CREATE TABLE stock (tenant_id TEXT, product_id TEXT, quantity INTEGER CHECK (quantity >= 0),
      PRIMARY KEY (tenant_id, product_id)) WITHOUT ROWID;
    CREATE TABLE orders (slot INTEGER PRIMARY KEY, tenant_id TEXT, order_id TEXT, status TEXT, doc TEXT);
    CREATE UNIQUE INDEX orders_by_id ON orders (tenant_id, order_id);
    CREATE TABLE journal (tenant_id TEXT, entry_id TEXT, doc TEXT, PRIMARY KEY (tenant_id, entry_id)) WITHOUT ROWID;
    CREATE TABLE idempotency (tenant_id TEXT, key TEXT, answer TEXT, PRIMARY KEY (tenant_id, key)) WITHOUT ROWID;`);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const product = db.prepare('INSERT INTO products VALUES (?,?,1,?,?,?,?,?,?,?)');
  const stock = db.prepare('INSERT INTO stock VALUES (?,?,1000000000)');
  const shops = [];
  db.transaction(() => {
    for (let t = 0; t < tenants; t++) {
      const tenant = uuid7();
      const now = new Date().toISOString();
      const exp = Math.floor(Date.now() / 1000) + 3600;
      const head = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode({ sub: uuid7(), tenant, exp })}`;
      const signature = sign('sha256', Buffer.from(head), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const ids = [];
      for (let n = 0; n < products; n++) {
        const id = uuid7();
        const text = 'End grain, oiled, 40 x 30 cm. Wipe it dry and oil it twice a year.';
        product.run(tenant, id, `Walnut cutting board ${n}`, text, 6450 + n, 'Kitchen', `BRD-${n}`, now, now);
        stock.run(tenant, id);
        ids.push(id);
      }
      shops.push({ token: `${head}.${signature.toString('base64url')}`, products: ids });
    }
  })();
  db.close();
  return { shops, key: publicKey.export({ type: 'spki', format: 'pem' }) };
}

// Verified once, then known until it expires.
function authenticator(pem) {
  const key = createPublicKey(pem);
  const known = new Map();
  return (request) => {
    const token = request.headers.authorization?.slice(7) ?? '';
    const digest = createHash('sha256').update(token).digest('base64');
    let claims = known.get(digest);
    if (!claims) {
      const [head, body, signature] = token.split('.');
      const options = { key, dsaEncoding: 'ieee-p1363' };
      const signed = Buffer.from(`${head}.${body}`);
      if (!verify('sha256', signed, options, Buffer.from(signature ?? '', 'base64url'))) return null;
      claims = JSON.parse(Buffer.from(body, 'base64url'));
      known.set(digest, claims);
    }
    return claims.exp * 1000 > Date.now() ? claims : null;
  };
}

function limiter() {
  const buckets = new Map();
  return (tenant) => {
    const now = performance.now();
    const bucket = buckets.get(tenant) ?? { left: RATE.burst, at: now };
    bucket.left = Math.min(RATE.burst, bucket.left + ((now - bucket.at) * RATE.perSecond) / 1000);
    bucket.at = now;
    buckets.set(tenant, bucket);
    if (bucket.left < 1) return -1;
    bucket.left -= 1;
    return Math.floor(bucket.left);
  };
}

const view = (row) => ({ ...row, price: (row.price / 100).toFixed(2), status: 'active' });

async function serve(pem) {
  const db = open();
  const one = db.prepare(`${PRODUCT} WHERE p.tenant_id = ? AND p.product_id = ?`);
  const page = db.prepare(`${PRODUCT} WHERE p.tenant_id = ? ORDER BY p.product_id DESC LIMIT 21`);
  const kept = db.prepare('SELECT answer FROM idempotency WHERE tenant_id = ? AND key = ?');
  const keep = db.prepare('INSERT INTO idempotency VALUES (?, ?, ?)');
  const take = db.prepare(
    'UPDATE stock SET quantity = quantity - ? WHERE tenant_id = ? AND product_id = ? AND quantity >= ?');
  const insert = db.prepare("INSERT INTO orders (tenant_id, order_id, status, doc) VALUES (?, ?, 'pending', ?)");
  const journal = db.prepare('INSERT INTO journal VALUES (?, ?, ?)');
  const place = db.transaction((tenant, user, key, wanted) => {
    const before = kept.get(tenant, key);
    if (before) return before.answer;
    const items = wanted.items.map(({ product_id, quantity }) => {
      const product = one.get(tenant, product_id);
      if (!product || take.run(quantity, tenant, product_id, quantity).changes === 0) throw new Error('out of stock');
      return { product_id, quantity, name: product.name, price: product.price, subtotal: product.price * quantity };
    });
    const total = items.reduce((sum, item) => sum + item.subtotal, 0);
    const order = { order_id: uuid7(), ...wanted, items, total, status: 'pending', created_at: new Date().toISOString() };
    const answer = JSON.stringify(order);
    insert.run(tenant, order.order_id, answer);
    journal.run(tenant, uuid7(), JSON.stringify({ user, action: 'order.placed', order: order.order_id }));
    keep.run(tenant, key, answer);
    return answer;
  });

  const app = fastify({ logger: { stream: { write: (line) => process.stderr.write(line) } }, disableRequestLogging: true });
  const [authenticate, limit] = [authenticator(pem), limiter()];
  app.addHook('onRequest', async (request, reply) => {
    request.claims = authenticate(request);
    if (!request.claims) return reply.code(401).send({ code: 'unauthenticated' });
    const left = limit(request.claims.tenant);
    reply.header('ratelimit', `"tenant";r=${left}`).header('x-request-id', request.id);
    if (left < 0) return reply.code(429).send({ code: 'rate_limited' });
  });
  app.addHook('onResponse', async (request, reply) => {
    app.log.info({ tenant: request.claims?.tenant, method: request.method, path: request.routeOptions.url,
      status: reply.statusCode, ms: reply.elapsedTime });
  });
  app.get('/v1/products/:id', async (request, reply) => {
    const row = one.get(request.claims.tenant, request.params.id);
    if (!row) return reply.code(404).send({ code: 'not_found' });
    reply.header('etag', `"${row.version}-${row.inventory}"`);
    return view(row);
  });
  app.get('/v1/products', async (request) => {
    const rows = page.all(request.claims.tenant);
    return { items: rows.slice(0, 20).map(view), next_cursor: rows.length > 20 ? rows[19].product_id : null };
  });
  app.post('/v1/orders', async (request, reply) => {
    const { tenant, sub } = request.claims;
    const answer = place.immediate(tenant, sub, request.headers['idempotency-key'], request.body);
    return reply.code(201).type('application/json').send(answer);
  });
  await app.listen({ host: '127.0.0.1', port: Number(port) });
}

if (cluster.isPrimary) {
  const { shops, key } = prepare();
  for (let n = 0; n < 2; n++) cluster.fork({ PEER_KEY: key });
  let listening = 0;
  cluster.on('listening', () => ++listening === 2 && console.log(JSON.stringify(shops)));
} else {
  await serve(process.env.PEER_KEY);
}
