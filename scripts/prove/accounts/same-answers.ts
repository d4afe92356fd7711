// Proof: an answer doesn't reveal whether an email address has an account, neither by its content nor by its time.
// Requests for known and unknown addresses are sent one by one, mixed in a random order, each for another address from
// another network, so that no limit is reached. Compares the medians of sign-in, sign-up (only with a mail server:
// without one, a taken address is answered 409), password reset and invitation. Fails if they differ by more than 2 %
// and 2 ms. As a control, known addresses wait 3 ms longer: that must be found.
// `npm run prove -- same-answers [requests of each kind]`
import { randomBytes, randomInt } from "node:crypto";
import { cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import { insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";

const count = Number(process.argv[2] ?? 500);
const maxMs = 2;
const maxShare = 0.02;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

function getVariance(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Welch's t of the two samples. */
function computeT(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [getVariance(first), getVariance(second)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / first.length + b.variance / second.length);
}

let clients = 0;

/** Each in another /16, so that neither an address nor its network reaches a limit. */
function nextAddress(): string {
  clients += 1;
  return `2001:${(clients & 65_535).toString(16)}:${(clients >> 16).toString(16)}::1`;
}

const phc = await hashPassword("a password that nobody types", { lane: "known", key: "proof" });

async function measure(withMail: boolean): Promise<number> {
  const mail = withMail ? await startMailServer() : null;
  const fleet = await startFleet({
    serve: ["console"],
    environment: {
      TRUST_PROXY: "1",
      SIGN_UP: "open",
      SIGN_UPS_PER_HOUR: "1000000",
      PUBLIC_URL: "http://console.example.com",
      ...(mail === null ? {} : { SMTP_URL: mail.url, MAIL_FROM: "console@example.com" }),
    },
  });
  const { database } = fleet;
  const origin = fleet.instances[0]?.origin ?? "";
  const host = { host: "console.example.com", origin: "http://console.example.com" };

  async function send(path: string, headers: Record<string, string>, body: string | URLSearchParams) {
    const startedAtMs = performance.now();
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: { ...host, "x-forwarded-for": nextAddress(), ...headers },
      body,
    });
    const text = await response.text();
    return { ms: performance.now() - startedAtMs, status: response.status, text };
  }

  const json = { "content-type": "application/json" };
  const csrfResponse = await fetch(`${origin}/api/auth/csrf`, { headers: host });
  const { csrfToken }: { csrfToken?: unknown } = await csrfResponse.json();
  const csrfCookie = csrfResponse.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  /** An invitation is sent by a team that hasn't sent many yet. */
  let inviters: { teamId: string; cookie: string }[] = [];
  let invited = 0;

  async function nextInviter() {
    if (invited % 50 === 0) {
      const team = await insertTeam(database);
      const { cookie } = await insertLiveSession(database, { secrets: fleetSecrets }, team.owner.id);
      inviters = [{ teamId: team.id, cookie }];
    }
    invited += 1;
    return inviters[0] ?? { teamId: "", cookie: "" };
  }

  const signIn = (email: string) =>
    send(
      "/api/auth/callback/credentials",
      { cookie: csrfCookie.join("; ") },
      new URLSearchParams({ csrfToken: String(csrfToken), email, password: "wrong password", json: "true" }),
    );
  const actions: Record<string, (email: string) => ReturnType<typeof send>> = {
    "sign-in": signIn,
    ...(withMail
      ? {
          "sign-up": (email: string) =>
            send(
              "/v1/api/users",
              json,
              JSON.stringify({ name: "Ada", email, password: "a quiet walk along the harbor" }),
            ),
        }
      : {}),
    "password reset": (email) => send("/v1/api/password-resets", json, JSON.stringify({ email })),
    invitation: async (email) => {
      const { teamId, cookie } = await nextInviter();
      return send(
        `/v1/api/teams/${teamId}/invitations`,
        { ...json, cookie },
        JSON.stringify({ email, role: "viewer" }),
      );
    },
    "control: sign-in, known 3 ms later": signIn,
  };

  let failures = 0;
  for (const [name, act] of Object.entries(actions)) {
    const isControl = name.startsWith("control");
    const times = { known: [] as number[], unknown: [] as number[] };
    const answers = { known: new Set<string>(), unknown: new Set<string>() };
    const order = Array.from({ length: 2 * count }, (_, index) => ({ index, rank: randomInt(2 ** 32) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ index }) => (index % 2 === 0 ? ("known" as const) : ("unknown" as const)));
    for (const kind of order) {
      const email = `${randomBytes(6).toString("hex")}@example.com`;
      if (kind === "known") await insertUser(database, { email, passwordHash: phc });
      else await insertUser(database, { passwordHash: cheapPasswordHash });
      const { ms, status, text } = await act(email);
      times[kind].push(isControl && kind === "known" ? ms + 3 : ms);
      const content = text
        .replaceAll(email, "EMAIL")
        .replaceAll(/"(id|url|token|createdAt|expiresAt)":"[^"]*"/g, '"$1":""');
      answers[kind].add(`${status} ${content}`);
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    const difference = Math.abs(known - unknown);
    const isFound = difference > maxMs && difference > maxShare * unknown;
    const isSameAnswer = [...answers.known].sort().join("\n") === [...answers.unknown].sort().join("\n");
    const isWrong = isControl ? !isFound : isFound || !isSameAnswer;
    if (isWrong) failures += 1;
    if (!isSameAnswer) console.log([...answers.known].slice(0, 3), [...answers.unknown].slice(0, 3));
    console.log(
      `${withMail ? "with" : "without"} mail, ${name}: medians ${known.toFixed(2)} ms known, ${unknown.toFixed(2)} ms ` +
        `unknown, t = ${computeT(times.known, times.unknown).toFixed(2)}, ` +
        `${isSameAnswer ? "same answers" : "different answers"}${isWrong ? ": WRONG" : ""}`,
    );
  }
  await fleet.stop();
  await mail?.close();
  return failures;
}

const failures = (await measure(true)) + (await measure(false));
process.exitCode = failures === 0 ? 0 : 1;
