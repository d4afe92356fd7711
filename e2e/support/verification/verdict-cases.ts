import assert from "node:assert/strict";
import fc from "fast-check";
import type { GrantFacts, KeyFacts } from "#e2e/support/access/key-facts.ts";
import { createManualClock, type ManualClock } from "#e2e/support/limits/manual-clock.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { verifyKey } from "#lib/verification/answer/answer-verify.ts";
import { introspectKey } from "#lib/verification/answer/introspect-key.ts";
import { createNaiveVerdicts, type NaiveAuthAnswer } from "./naive-verdict.ts";
import { createVerificationWorld, type VerificationWorld } from "./verification-world.ts";

const startMs = 1_780_000_000_000;

/** Mostly `usual`, so that most keys are valid and the later rules are reached. */
const mostly = <Value>(usual: Value, weight: number, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const moment = fc.oneof(
  fc.constantFrom(startMs, startMs + 10_000, startMs + 50_000, startMs + 60_000),
  fc.integer({ min: startMs - 1_000, max: startMs + 1_000 }),
  fc.integer({ min: startMs, max: startMs + 120_000 }),
);
const end = mostly<number | null>(null, 3, moment);
const past = mostly<number | null>(null, 8, fc.constant(startMs - 1));
const role = fc.constantFrom("viewer", "developer", "admin", "owner");
const environments = ["development", "production"];
const permissionNames = [
  "keys:read",
  "keys:write",
  "members:write",
  "audit:read",
  "team:write",
  "invoices:read",
  "invoices:write",
  "platform:verify",
  "gone:read",
];
const permissions = fc.subarray(permissionNames);
const resources = ["orders/7", "orders/8"];
const blocks = ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32", "0.0.0.0/0", "::/0", "2001:db8:0:1::/64"];
const addresses = [
  "192.0.2.9",
  "198.51.100.7",
  "203.0.113.9",
  "2001:db8::9",
  "2001:db8:0:1::9",
  "2001:db9::1",
];
const addressNotations = [...addresses, "::ffff:192.0.2.9", "2001:0db8:0:0:0:0:0:9", "nonsense"];

/** Mostly all permissions and some SMART scopes. */
const scopes = (smart: string[]) =>
  fc
    .tuple(mostly(permissionNames, 2, permissions), fc.subarray(smart))
    .map(([names, ofServers]) => [...names, ...ofServers]);

const grant = fc.record({
  userId: fc.constant("user_2"),
  isSuspended: mostly(false, 8, fc.constant(true)),
  membership: fc.oneof(
    { weight: 8, arbitrary: fc.record({ role, status: fc.constant("active" as const) }) },
    { weight: 1, arbitrary: fc.record({ role, status: fc.constantFrom("suspended", "removed") }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  createdAtMs: fc.constant(startMs - 2_000),
  joinedAtMs: mostly(startMs - 2_000, 6, fc.constant(startMs - 1_999)),
  expiresAtMs: mostly(startMs + 3_600_000, 2, moment),
  endedAtMs: past,
  serverDeletedAtMs: past,
  patientId: fc.option(fc.constant("p1")),
  encounterId: fc.option(fc.constant("e1")),
  intent: fc.option(fc.constant("review")),
  reference: fc.option(fc.constantFrom("Patient/p1", "Practitioner/7")),
});

const owner: fc.Arbitrary<KeyFacts["owner"]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("person" as const),
      userId: fc.constant("user_1"),
      isSuspended: mostly(false, 8, fc.constant(true)),
      isInstanceOwner: fc.boolean(),
      membership: fc.oneof(
        { weight: 8, arbitrary: fc.record({ role, status: fc.constant("active" as const) }) },
        { weight: 1, arbitrary: fc.record({ role, status: fc.constantFrom("suspended", "removed") }) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("team" as const), role: fc.option(role) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("app" as const),
      role,
      scopes: scopes(["system/*.rs", "system/Patient.cruds", "user/*.rs"]),
      tokenScopes: scopes([
        ...["system/Patient.r", "system/Observation.rs", "user/Patient.r", "patient/Patient.r"],
        ...["openid", "fhirUser", "launch/patient", "offline_access"],
      ]),
      grant: mostly<GrantFacts | null>(null, 1, grant),
      deletedAtMs: past,
      isOfAssertion: fc.boolean(),
      tokensEndedAtMs: mostly<number | null>(null, 2, fc.constantFrom(startMs - 1_500, startMs)),
    }),
  },
);

const limit = (max: number) => fc.option(fc.integer({ min: 1, max }), { freq: 3 });

/** A key without its ids and without the fields of a secret. */
const keyFields = fc.record({
  teamId: mostly("team_1", 6, fc.constant("team_2")),
  isTeamDeleted: mostly(false, 12, fc.constant(true)),
  isTeamSuspended: mostly(false, 12, fc.constant(true)),
  environment: fc.constantFrom(...environments),
  owner,
  permissions: mostly<KeyFacts["permissions"]>("inherit", 1, permissions),
  teamPermissions: fc.subarray(["invoices:read", "invoices:write"]),
  resources: mostly<string[]>([], 2, fc.subarray(resources)),
  allowedIps: mostly<string[]>([], 2, fc.subarray(blocks)),
  perMinute: limit(9),
  per10Seconds: limit(5),
  expiresAtMs: end,
  disabledAtMs: past,
  revokedAtMs: past,
});

type KeyFields = typeof keyFields extends fc.Arbitrary<infer Fields> ? Fields : never;

const bounds = {
  permissions: mostly<string[]>([], 2, permissions),
  environment: fc.option(fc.constantFrom(...environments)),
  resource: fc.option(fc.constantFrom(...resources, "orders/9")),
};
/** An index into two keys with two secrets each; 4: a secret that does not exist. */
const secretIndex = mostly(0, 1, fc.integer({ min: 0, max: 4 }));
const callerTeam = mostly<string | null>("team_1", 3, fc.constantFrom("team_2", null));

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("auth" as const),
      ...bounds,
      team: mostly<string | null>("team_1", 6, fc.constantFrom("team_2", null)),
      deniesWith403: fc.boolean(),
      malformed: mostly("", 10, fc.constantFrom("&permisson=keys:read", "&permission=", "&deny=401")),
      credential: mostly<"bearer" | "apiKey" | "none" | "two">(
        "bearer",
        4,
        fc.constantFrom("apiKey", "none", "two"),
      ),
      secretIndex,
      address: fc.constantFrom(...addresses),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("verify" as const),
      ...bounds,
      secretIndex,
      callerTeam,
      callerEnvironment: fc.option(fc.constantFrom(...environments)),
      ip: fc.option(fc.constantFrom(...addressNotations)),
      spend: mostly(true, 2, fc.constant(false)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("introspect" as const),
      secretIndex,
      callerTeam,
      callerEnvironment: fc.option(fc.constantFrom(...environments)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.constantFrom(9_999, 10_000, 50_000, 60_000),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      key: fc.integer({ min: 0, max: 1 }),
      fields: keyFields,
      endsAtMs: end,
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type StepOf<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;

/** The product and the model, compared on the same two keys. */
interface Comparison {
  clock: ManualClock;
  world: VerificationWorld;
  model: ReturnType<typeof createNaiveVerdicts>;
  /** The first two secrets belong to the first key: its current one and its previous one. */
  secrets: string[];
  facts: Map<string, KeyFacts>;
}

const rateLimit = { perMinute: 8, per10Seconds: 4 };
const unknownSecret = "be_nobody";

function createComparison(authAnyTeam: boolean): Comparison {
  const clock = createManualClock(startMs);
  const world = createVerificationWorld({
    limiter: createMemoryLimiter({ maxCounters: 1_000, clock }),
    readUnixMs: clock.readUnixMs,
    settings: { rateLimit, authAnyTeam },
  });
  const model = createNaiveVerdicts({ rateLimit, isTeamOptional: authAnyTeam });
  return { clock, world, model, secrets: [], facts: new Map() };
}

/** What an app's token has instead of a key's fields. It always expires. */
function asToken(app: number, { expiresAtMs }: KeyFields): Partial<KeyFacts> {
  return {
    keyId: `app_${app}`,
    resources: [],
    externalId: null,
    metadata: {},
    expiresAtMs: expiresAtMs ?? startMs + 3_600_000,
  };
}

function putKey(
  comparison: Comparison,
  key: number,
  fields: KeyFields,
  previousEndsAtMs: number | null,
): void {
  const ends = [null, previousEndsAtMs ?? startMs];
  for (const [number, secretEndsAtMs] of ends.entries()) {
    const index = key * 2 + number;
    const facts: KeyFacts = {
      ...fields,
      keyId: `key_${key}`,
      secretId: `sec_${index}`,
      name: `Key ${key}`,
      teamEnvironments: environments,
      secretEndsAtMs,
      secretCreatedAtMs: startMs - 1_000 * (index + 1),
      externalId: key === 0 ? "customer-7" : null,
      metadata: key === 0 ? { plan: "pro", seats: 3 } : {},
      ...(fields.owner.kind === "app" ? asToken(key, fields) : {}),
    };
    const secret = comparison.secrets[index] ?? comparison.world.add(facts);
    comparison.secrets[index] = secret;
    comparison.world.put(secret, facts);
    comparison.facts.set(secret, facts);
  }
  comparison.world.forgetAll();
}

const pickSecret = ({ secrets }: Comparison, index: number) => secrets[index] ?? unknownSecret;

function readChallenge(header: string | undefined): NaiveAuthAnswer["challenge"] {
  if (header === undefined) return "none";
  if (header.includes("insufficient_scope")) return "insufficient_scope";
  return header.includes("invalid_token") ? "invalid_token" : "plain";
}

function simplify({
  status,
  headers,
}: Awaited<ReturnType<VerificationWorld["requestAuth"]>>): NaiveAuthAnswer {
  const [, minuteRemaining, minuteSeconds, burstRemaining, burstSeconds] =
    /r=(\d+);t=(\d+), "burst";r=(\d+);t=(\d+)$/.exec(headers.RateLimit ?? "") ?? [];
  return {
    status,
    authStatus: headers["X-Auth-Status"] ?? null,
    challenge: readChallenge(headers["WWW-Authenticate"]),
    keyId: headers["X-Key-Id"] ?? null,
    ownerId: headers["X-Owner-Id"] ?? null,
    permissions: headers["X-Permissions"] ?? null,
    externalId: headers["X-External-Id"] ?? null,
    limit: Number(headers["X-RateLimit-Limit"]),
    remaining: Number(headers["X-RateLimit-Remaining"]),
    minuteRemaining: Number(minuteRemaining),
    burstRemaining: Number(burstRemaining),
    minuteSeconds: Number(minuteSeconds),
    burstSeconds: Number(burstSeconds),
    retryAfter: headers["Retry-After"] === undefined ? null : Number(headers["Retry-After"]),
  };
}

function formatSearch(question: StepOf<"auth">): string {
  const parameters = new URLSearchParams();
  if (question.team !== null) parameters.set("team", question.team);
  if (question.environment !== null) parameters.set("environment", question.environment);
  if (question.resource !== null) parameters.set("resource", question.resource);
  for (const name of question.permissions) parameters.append("permission", name);
  if (question.deniesWith403) parameters.set("deny", "403");
  return `?${parameters}${question.malformed}`;
}

async function compareAuth(comparison: Comparison, question: StepOf<"auth">): Promise<void> {
  const { credential, malformed } = question;
  const secret = pickSecret(comparison, question.secretIndex);
  const isTwo = credential === "two";
  const answer = await comparison.world.requestAuth(null, formatSearch(question), {
    address: question.address,
    authorization: credential === "bearer" || isTwo ? `Bearer ${secret}` : null,
    apiKey: credential === "apiKey" || isTwo ? secret : null,
  });
  const expected = comparison.model.auth(
    {
      ...question,
      isMalformed: malformed !== "",
      credential: credential === "bearer" || credential === "apiKey" ? "one" : credential,
      facts: comparison.facts.get(secret) ?? null,
    },
    comparison.clock.readUnixMs(),
  );
  assert.deepEqual(simplify(answer), expected);
}

async function compareVerify(comparison: Comparison, question: StepOf<"verify">): Promise<void> {
  const { environment, resource, ip, spend } = question;
  const key = pickSecret(comparison, question.secretIndex);
  const { callerTeam: teamId, callerEnvironment: environmentSlug } = question;
  const answer = await verifyKey(
    comparison.world.runtime,
    { teamId, environmentSlug, service: "key_asking", requestId: "req_test" },
    {
      key,
      permissions: question.permissions,
      environment: environment ?? undefined,
      resource: resource ?? undefined,
      ip: ip ?? undefined,
      spend,
    },
  );
  const facts = comparison.facts.get(key) ?? null;
  assert.deepEqual(answer, comparison.model.verify({ ...question, facts }, comparison.clock.readUnixMs()));
}

async function compareIntrospection(comparison: Comparison, question: StepOf<"introspect">): Promise<void> {
  const { callerTeam: teamId, callerEnvironment: environmentSlug } = question;
  const token = pickSecret(comparison, question.secretIndex);
  const caller = { teamId, environmentSlug, service: "key_asking", requestId: "req_test" };
  const answer = await introspectKey(comparison.world.runtime, caller, token);
  const facts = comparison.facts.get(token) ?? null;
  assert.deepEqual(
    answer,
    comparison.model.introspect(facts, teamId, environmentSlug, comparison.clock.readUnixMs()),
  );
}

async function runStep(comparison: Comparison, next: Step): Promise<void> {
  switch (next.kind) {
    case "auth":
      return compareAuth(comparison, next);
    case "verify":
      return compareVerify(comparison, next);
    case "introspect":
      return compareIntrospection(comparison, next);
    case "pass":
      return comparison.clock.pass(next.ms);
    case "change":
      return putKey(comparison, next.key, next.fields, next.endsAtMs);
  }
}

/** How many verdicts have been compared, by kind. */
export type VerdictTally = Record<"auth" | "verify" | "introspect", number>;

/**
 * Two keys in random states and random requests with them, while time passes and the keys change: each
 * response of the product matches the naive model.
 */
export function createVerdictProperty(tally: VerdictTally) {
  const plan = fc.record({
    keys: fc.tuple(keyFields, keyFields),
    ends: fc.tuple(end, end),
    authAnyTeam: fc.boolean(),
    steps: fc.array(step, { minLength: 20, maxLength: 100, size: "max" }),
  });
  return fc.asyncProperty(plan, async ({ keys, ends, authAnyTeam, steps }) => {
    const comparison = createComparison(authAnyTeam);
    for (const key of [0, 1] as const) putKey(comparison, key, keys[key], ends[key]);
    for (const next of steps) {
      await runStep(comparison, next);
      if (next.kind in tally) tally[next.kind as keyof VerdictTally] += 1;
    }
    await comparison.world.stop();
  });
}
