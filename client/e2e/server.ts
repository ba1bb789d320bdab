/**
 * Starts the real server on a fresh data directory. A server that has the app
 * in it serves it; otherwise the built app is served beside it, with the API
 * behind the same origin.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OPERATOR } from "./people";

const client = fileURLToPath(new URL("..", import.meta.url));
const binary = process.env.TENANTRY_BIN ?? join(client, "../target/debug/tenantry");

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await check().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not come up in 20 s`);
}

const children: ChildProcess[] = [];

function run(command: string, args: string[], log: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const out = openSync(log, "a");
  const child = spawn(command, args, { cwd: client, stdio: ["ignore", out, out], env: { ...process.env, ...env } });
  children.push(child);
  return child;
}

function stop(): Promise<unknown> {
  const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
  for (const child of children) child.kill("SIGTERM");
  return Promise.all(children.map((child) => ended(child) || new Promise((resolve) => child.once("exit", resolve))));
}

export default async function start() {
  try {
    return await startAll();
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll() {
  if (!existsSync(binary)) throw new Error(`build the server first: ${binary} is not there`);
  const folder = mkdtempSync(join(tmpdir(), "tenantry-e2e-"));
  const data = join(folder, "data");
  const [port, apiPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  execFileSync(binary, ["operator", "create", "--email", OPERATOR.email, "--name", OPERATOR.name, "--password-stdin", "--data", data], {
    input: `${OPERATOR.password}\n`,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // The shortest that there is: the app renews it after half a minute.
  const serve = (at: number) =>
    run(
      binary,
      [
        "serve",
        "--listen",
        `127.0.0.1:${at}`,
        "--metrics-listen",
        "off",
        "--data",
        data,
        "--public-url",
        url,
        "--access-token-lifetime",
        "60",
      ],
      join(folder, "server.log"),
    );
  const ready = (at: number) => until("the server", async () => (await fetch(`http://127.0.0.1:${at}/readyz`)).ok);

  const first = serve(port);
  await ready(port);
  const home_page = await fetch(url).then((response) => (response.ok ? response.text() : ""));
  if (!home_page.includes('id="root"')) {
    first.kill("SIGTERM");
    await new Promise((resolve) => first.once("exit", resolve));
    serve(apiPort);
    await ready(apiPort);
    run(
      process.execPath,
      [join(client, "node_modules/vite/bin/vite.js"), "preview", "--strictPort", "--port", String(port)],
      join(folder, "preview.log"),
      {
        TENANTRY_API: `http://127.0.0.1:${apiPort}`,
      },
    );
    await until("the app", async () => (await fetch(url)).ok);
  }
  process.env.TENANTRY_E2E_URL = url;
  return async () => {
    await stop();
    if (!process.env.TENANTRY_E2E_KEEP) rmSync(folder, { recursive: true, force: true });
  };
}
