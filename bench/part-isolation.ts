import { execFile, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { insertKey, insertUser } from "#e2e/support/database/fixtures.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { type LoadResult, loadProcessor, measureLoad, summarize, type Target } from "./measure-load.ts";
import { pinTo, type Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section, whole } from "./write-results.ts";

const run = promisify(execFile);

/** How often each event happened, for example a page answered with 200. */
type Counts = Record<string, number>;

/** Runs alongside verification until it is stopped. `stop` resolves with what it did. */
type Disturbance = () => { stop: () => Promise<Counts> };

const alternations = 5;
/** Four measurements per round, of three disturbances: the whole bench should take at most 15 minutes. */
const maxSeconds = 2;

const openLoopSchema = z.object({
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  errors: z.number(),
  rejected: z.number(),
});

function getLoadFile(name: string): string {
  return fileURLToPath(new URL(`load/${name}`, import.meta.url));
}

/** Requests at a steady rate: response times then do not depend on the server's maximum rate. */
async function measureSteady(target: Target, rate: number, seconds: number): Promise<LoadResult> {
  const [program = "", ...parameters] = [
    ...pinTo(loadProcessor),
    process.execPath,
    getLoadFile("open-loop.ts"),
  ];
  const { stdout } = await run(program, parameters, {
    env: {
      ...process.env,
      ORIGIN: target.origin,
      TARGET_PATH: target.path,
      KEYS: target.keysFile,
      RATE: String(Math.round(rate)),
      SECONDS: String(seconds),
    },
  });
  return { ...openLoopSchema.parse(JSON.parse(stdout)), cpuUs: 0 };
}

interface Beside {
  quiet: LoadResult[];
  quietSteady: LoadResult[];
  during: LoadResult[];
  duringSteady: LoadResult[];
  counts: Counts;
}

/**
 * Alternates between quiet and disturbed. The maximum rate gives the throughput, and half of it the response
 * times.
 */
async function measureBeside(place: Workplace, target: Target, disturb: Disturbance): Promise<Beside> {
  const seconds = Math.min(place.options.seconds, maxSeconds);
  const maximum = await measureLoad(target, 3);
  // Until V8 has optimized the code that serves the disturbance, it costs several times as much.
  const warmUp = disturb();
  await measureLoad(target, 3);
  await warmUp.stop();
  const all: Beside = { quiet: [], quietSteady: [], during: [], duringSteady: [], counts: {} };
  for (let turn = 0; turn < alternations; turn++) {
    const rate = (all.quiet.at(-1) ?? maximum).perSecond / 2;
    all.quiet.push(await measureLoad(target, seconds));
    all.quietSteady.push(await measureSteady(target, rate, seconds));
    const disturbance = disturb();
    await wait(500);
    all.duringSteady.push(await measureSteady(target, rate, seconds));
    all.during.push(await measureLoad(target, seconds));
    for (const [what, count] of Object.entries(await disturbance.stop())) {
      all.counts[what] = (all.counts[what] ?? 0) + count;
    }
  }
  return all;
}

interface Named {
  title: string;
  /** As part of a sentence. */
  beside: string;
}

async function measureDisturbance(
  place: Workplace,
  target: Target,
  { title, beside }: Named,
  disturb: Disturbance,
): Promise<Section> {
  const all = await measureBeside(place, target, disturb);
  const [quiet, quietSteady] = [summarize(all.quiet), summarize(all.quietSteady)];
  const happened = Object.entries(all.counts).map(([what, count]) => `${whole.format(count)} ${what}`);
  const [during, duringSteady] = [summarize(all.during), summarize(all.duringSteady)];
  return {
    title,
    claims: [
      [`rate ${beside} ÷ rate when quiet`, formatRatio(during.perSecond, quiet.perSecond)],
      [`p99 ${beside}, at half the quiet rate`, `${duringSteady.p99Ms.toFixed(2)} ms`],
      ["÷ p99 when quiet", formatRatio(duringSteady.p99Ms, quietSteady.p99Ms)],
    ],
    text: `Reference: the maximum rate when quiet. Quiet and disturbed measurements alternate ${alternations} times. "Steady" is half the quiet rate, sent independently of the
responses. Disturbance: ${happened.join(", ")}.

${formatTable(quiet, [
  ["quiet", quiet],
  [beside, during],
  ["quiet, steady", quietSteady],
  [`${beside}, steady`, duringSteady],
])}`,
  };
}

const statusesSchema = z.record(z.string(), z.number());

export async function measurePages(place: Workplace): Promise<Section[]> {
  const { target } = await place.getOurs();
  const disturb: Disturbance = () => {
    const command = [
      // It must not delay the load, which runs on the same processor.
      ...["nice", "-n", "19", ...pinTo(loadProcessor)],
      ...[process.execPath, getLoadFile("page-clients.ts")],
    ];
    const child = spawn(command[0] ?? "", command.slice(1), {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ORIGIN: target.origin, PAGE: "/docs/quick-start" },
    });
    return {
      stop: async () => {
        child.stdin.end();
        const statuses = statusesSchema.parse(JSON.parse(await text(child.stdout)));
        return Object.fromEntries(
          Object.entries(statuses).map(([status, count]) => [`pages answered ${status}`, count]),
        );
      },
    };
  };
  const named = { title: "While 100 people read a page", beside: "with 100 page clients" };
  return [await measureDisturbance(place, target, named, disturb)];
}

/** Runs the action repeatedly, `many` at a time. Running ones are aborted when it is stopped. */
function repeat(
  many: number,
  what: string,
  act: (who: number, signal: AbortSignal) => Promise<void>,
): Disturbance {
  return () => {
    let started = 0;
    const ending = new AbortController();
    const { signal } = ending;
    const acting = Array.from({ length: many }, async (_, who) => {
      while (!signal.aborted) {
        started += 1;
        await act(who, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    });
    const ended = Promise.all(acting);
    // Failures are reported when this is stopped.
    ended.catch(() => {});
    return {
      stop: async () => {
        ending.abort();
        await ended;
        return { [what]: started };
      },
    };
  };
}

const auditEvents = 20_000;

export async function measureExport(place: Workplace): Promise<Section[]> {
  const { target } = await place.getOurs();
  const { database, team } = place.few;
  await database.pool.query(
    `INSERT INTO audit_events (id, chain_id, seq, action, actor_type, actor_id, target_type, target_id, changes, request_id,
       occurred_at, prev_hash, hash, personal, personal_hash)
     SELECT 'evt_' || n, $1, n, 'key.create', 'user', $2, 'key', 'key_' || n, '{"name":"Bench"}', 'req_x', now(),
       '\\x00', '\\x00', '{}', '\\x00' FROM generate_series(1, $3::int) AS n`,
    [team.id, team.owner.id, auditEvents],
  );
  const { secret } = await insertKey(database, team, unlimited);
  const disturb = repeat(1, `exports of ${whole.format(auditEvents)} events started`, async (_, signal) => {
    const response = await fetch(`${target.origin}/v1/api/audit-events`, {
      headers: { accept: "text/csv", authorization: `Bearer ${secret}` },
      signal,
    });
    await response.text();
  });
  const named = { title: "During an export of the audit log", beside: "during an export" };
  return [await measureDisturbance(place, target, named, disturb)];
}

const password = "correct horse battery staple";

export async function measureSignIns(place: Workplace): Promise<Section[]> {
  const { running, target } = await place.getOurs();
  const turn = { lane: "unknown", key: "bench" } as const;
  const user = await insertUser(place.few.database, { passwordHash: await hashPassword(password, turn) });
  const disturb = repeat(8, "sign-ins started", (who, signal) =>
    signIn(running.origin, { address: `198.51.100.${who + 1}`, email: user.email, signal }),
  );
  const named = { title: "During 8 sign-ins at once", beside: "during 8 sign-ins" };
  return [await measureDisturbance(place, target, named, disturb)];
}

/** Signs in like a browser without a session. Throws unless it gets a session. */
async function signIn(
  origin: string,
  { address, email, signal }: { address: string; email: string; signal: AbortSignal },
): Promise<void> {
  const own = { "x-forwarded-for": address, origin };
  const tokenResponse = await fetch(`${origin}/api/auth/csrf`, { headers: own, signal });
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await tokenResponse.json());
  const cookie = tokenResponse.headers.getSetCookie().map((line) => line.split(";")[0]);
  const signInResponse = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { ...own, cookie: cookie.join("; ") },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
    signal,
  });
  await signInResponse.arrayBuffer();
  const hasSession = signInResponse.headers.getSetCookie().some((line) => /session/.test(line));
  if (!hasSession) throw new Error(`sign-in failed with status ${signInResponse.status}`);
}
