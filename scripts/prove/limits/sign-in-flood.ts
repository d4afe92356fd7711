// Proof: while 70 clients continuously try wrong passwords, each time from a different network, the owner can
// sign in from their own IP address: 20 of 20 within 3 seconds on a device that has signed in before, within
// 30 seconds on a new one. No response is a 500.
// `npm run prove -- sign-in-flood [known] [unknown]`
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";

const rounds = { known: Number(process.argv[2] ?? 20), unknown: Number(process.argv[3] ?? 3) };
const attackers = 70;
const limitMs = { known: 3_000, unknown: 30_000 };
const owner = { name: "Ada", email: "ada@example.com", password: "correct horse battery staple" };

const running = await startConsole({ environment: { TRUST_PROXY: "1", LOG_LEVEL: "error" } });
const { origin } = running;

interface Visitor {
  address: string;
  cookies: Map<string, string>;
}

interface Credentials {
  email: string;
  password: string;
}

async function send(visitor: Visitor, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("cookie", [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
  headers.set("x-forwarded-for", visitor.address);
  const response = await fetch(`${origin}${path}`, { ...init, headers, redirect: "manual" });
  for (const line of response.headers.getSetCookie()) {
    const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
    if (value === "") visitor.cookies.delete(name);
    else visitor.cookies.set(name, value);
  }
  return response;
}

async function readToken(visitor: Visitor): Promise<string> {
  const body: unknown = await (await send(visitor, "/api/auth/csrf")).json();
  return String(Reflect.get(Object(body), "csrfToken"));
}

async function signIn(visitor: Visitor, csrfToken: string, credentials: Credentials): Promise<number> {
  const response = await send(visitor, "/api/auth/callback/credentials", {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({ csrfToken, ...credentials, json: "true" }),
  });
  await response.arrayBuffer();
  return response.status;
}

const statuses = new Map<number, number>();
let isOver = false;
let network = 0;

/** Half IPv4 addresses, half IPv6 /48 networks; none is used twice. */
function nextNetwork(): string {
  network += 1;
  const [high, low] = [Math.floor(network / 250), network % 250];
  return network % 2 === 0 ? `10.${high % 250}.${low}.7` : `2001:db8:${network.toString(16)}::1`;
}

async function attack(): Promise<void> {
  const visitor: Visitor = { address: nextNetwork(), cookies: new Map() };
  const token = await readToken(visitor);
  while (!isOver) {
    visitor.address = nextNetwork();
    // Half of them try other accounts: these attempts are not slowed down, and keep the queue full.
    const email = network % 4 < 2 ? owner.email : `nobody-${network}@example.com`;
    const status = await signIn(visitor, token, { email, password: "wrong password" });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
}

async function measure(visitor: Visitor): Promise<{ ms: number; status: number }> {
  const { email, password } = owner;
  const startedAtMs = performance.now();
  const status = await signIn(visitor, await readToken(visitor), { email, password });
  return { ms: Math.round(performance.now() - startedAtMs), status };
}

const created = await fetch(`${origin}/v1/api/users`, {
  method: "POST",
  headers: { "content-type": "application/json", "x-forwarded-for": "192.0.2.1" },
  body: JSON.stringify({ ...owner, setupCode: await readSetUpCode(running) }),
});
if (created.status !== 201) throw new Error(`the account was not created: ${await created.text()}`);
const known: Visitor = { address: "192.0.2.1", cookies: new Map() };
console.log(`before the attack: ${JSON.stringify(await measure(known))}`);

const attacks = Array.from({ length: attackers }, attack);
await new Promise((resolve) => setTimeout(resolve, 2_000));
let failures = 0;
for (const kind of ["known", "unknown"] as const) {
  const results = [];
  for (let i = 0; i < rounds[kind]; i++) {
    const address = `198.51.100.${i + 1}`;
    const cookies = new Map(kind === "known" ? known.cookies : []);
    // Signed out: only the device cookie is left.
    cookies.delete("next-auth.session-token");
    results.push(await measure({ address, cookies }));
  }
  const good = results.filter(({ ms, status }) => status === 200 && ms <= limitMs[kind]);
  failures += results.length - good.length;
  const slowest = Math.max(...results.map(({ ms }) => ms));
  console.log(`${kind} device: ${good.length} of ${results.length} in time, slowest ${slowest} ms`);
  if (good.length < results.length) console.log(JSON.stringify(results));
}
isOver = true;
await Promise.all(attacks);
await running.stop();
const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
console.log(`responses to the attackers: ${counts.join(", ")}`);
if (statuses.has(500)) failures += 1;
process.exitCode = failures === 0 ? 0 : 1;
