import fc from "fast-check";
import { routes } from "#lib/api/routes.ts";

/** A request as sent over the network. Most of them are wrong in some way. */
export interface BadRequest {
  method: string;
  /** The prefix of the path. Default: `/v1/api`. */
  root?: "";
  /** Percent-encoded. */
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer | null;
}

/** Existing values for the requests to use, so that some of them pass the first checks. */
export interface KnownThings {
  secrets: readonly string[];
  cookies: readonly string[];
  origin: string;
  ids: readonly string[];
}

/** A valid body for each operation, which is then damaged. */
const goodBodies: Record<string, Record<string, unknown>> = {
  createUser: { name: "Ada", email: "ada@example.com", password: "correct horse battery staple" },
  updateMe: { name: "Ada" },
  startLink: { provider: "github" },
  deleteAccount: { email: "x@example.com", keys: [{ teamId: "team_x", choice: "revoke" }] },
  changePassword: {
    currentPassword: "correct horse battery staple",
    newPassword: "thistle river stone",
    endOtherSessions: false,
  },
  changeEmail: { email: "ada@example.com" },
  confirmEmailChange: { token: "x" },
  markNoticesRead: { ids: [] },
  updateNoticeSetting: { kind: "x", mails: false },
  createPasskey: {
    name: "Laptop",
    credential: { id: "AAAA", response: { clientDataJSON: "BBBB", attestationObject: "CCCC" } },
  },
  updatePasskey: { name: "Laptop" },
  confirmTotp: { code: "123456" },
  reauthenticate: { code: "123456" },
  requestPasswordReset: { email: "ada@example.com" },
  resetPassword: { password: "thistle river stone" },
  verifyKey: {
    key: "be_x",
    permissions: ["keys:read"],
    environment: "development",
    resource: "a:b",
    ip: "192.0.2.1",
  },
  createKey: {
    name: "CI",
    environment: "development",
    description: "two\nlines",
    permissions: ["keys:read"],
    expiresAt: "2100-01-01T00:00:00Z",
    allowedIps: ["192.0.2.0/24"],
    rateLimit: { perMinute: 10, per10Seconds: 5 },
    resources: ["workers:wrk_1"],
    metadata: { region: "eu" },
    externalId: "x",
    owner: { type: "team", role: "viewer" },
  },
  updateKey: { name: "New", permissions: "inherit", rateLimit: null, expiresAt: null, metadata: {} },
  rotateKey: { gracePeriodSeconds: 60, currentSecretId: "sec_1" },
  deleteKey: { reason: "leaked" },
  lookUpKey: { key: "be_x" },
  createFhirServer: {
    name: "Ward",
    baseUrl: "https://fhir.example.com",
    environment: "development",
    fhirVersion: "R4",
  },
  updateFhirServer: { name: "Ward", baseUrl: "https://fhir.example.com" },
  updateFhirGateway: { enabled: true, allowsKeys: false, expectedUpdatedAt: "2026-01-05T09:00:00.000Z" },
  setFhirCredential: {
    kind: "backend-services",
    clientId: "byteengine",
    scopes: "system/*.cruds",
    tokenUrl: "https://fhir.example.com/token",
  },
  checkFhirAddress: { baseUrl: "http://127.0.0.1:9" },
  createWorker: { name: "Sum", environment: "development", description: "", instructions: "Be brief" },
  updateWorker: { name: "Sum", status: "paused" },
  createApp: {
    name: "Reports",
    kind: "confidential",
    environment: "development",
    description: "two\nlines",
    scopes: ["workers:read", "user/Patient.rs"],
    redirectUris: ["https://app.example.com/callback"],
    launchUri: "https://app.example.com/launch",
    jwksUri: "https://app.example.com/jwks.json",
    tokenFormat: "jwt",
    allowedIps: ["192.0.2.0/24"],
    rateLimit: { perMinute: 10, per10Seconds: 5 },
  },
  updateApp: { name: "New", scopes: [], jwks: { keys: [] }, launchUri: null, rateLimit: null },
  createAppSecret: { gracePeriodSeconds: 60 },
  authorizeApp: { request: "client_id=app_1", scopes: ["openid"], patient: "1" },
  findPatients: { request: "client_id=app_1", text: "x" },
  createAppLaunch: {
    fhirServerId: "srv_1",
    patient: "1",
    encounter: "2",
    intent: "reconcile-medications",
    userId: "user_1",
  },
  linkFhirPerson: { reference: "Practitioner/1" },
  createTrustedIssuer: {
    name: "Cluster",
    preset: "kubernetes",
    issuer: "https://cluster.example.com",
    jwks: null,
  },
  updateTrustedIssuer: { name: "Cluster", jwks: null },
  createAppRule: {
    name: "Deployments",
    issuerId: "iss_1",
    audience: "https://console.example.com",
    claims: { repository_id: ["1"], "/kubernetes.io/namespace": ["default"] },
  },
  createEnvironment: { slug: "qa", label: "QA", color: "blue", position: 3, maxKeyLifetimeSeconds: 3600 },
  updateEnvironment: { label: "QA", keyCreatorRole: "admin", requiresExpiry: true },
  reorderEnvironments: { environmentIds: ["env_1", "env_2"] },
  previewEnvironmentPolicy: { maxKeyLifetimeSeconds: 3600, requiresAllowedIps: true },
  createPermission: { name: "invoices:read", description: "" },
  updatePermission: { description: "x" },
  createTeam: { name: "Team" },
  updateTeam: {
    name: "Team",
    keyRateLimitMax: { perMinute: 100, per10Seconds: null },
    twoFactorRequiredFrom: null,
  },
  transferTeam: { memberId: "mem_1" },
  updateMember: { role: "viewer", status: "suspended", keys: "revoke" },
  removeMember: { keys: { reassignTo: "mem_1" } },
  createInvitation: { email: "ada@example.com", role: "viewer" },
  createGroup: { groupName: "engineering", role: "viewer" },
  updateGroup: { role: "viewer" },
  acceptInvitation: { token: "x" },
  updatePerson: { status: "suspended" },
  updateInstanceTeam: { status: "suspended", reason: "x" },
};

const queryNames = [
  "cursor",
  "limit",
  "environment",
  "status",
  "owner",
  "q",
  "sort",
  "from",
  "to",
  "by",
  "actor",
  "action",
  "target",
  "secretId",
  "head",
  "twoFactor",
  "instanceOwner",
  "__proto__",
];

const oddText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "'; DROP TABLE api_keys;--",
    "../../etc/passwd",
    "%00%ff",
    "🦊".repeat(101),
    "a".repeat(20_000),
    "مفتاح",
    "__proto__",
    "NaN",
    "9".repeat(400),
    "2030-13-45T99:99:99Z",
    "275760-09-13T00:00:00.001Z",
    "::ffff:1.2.3.4/200",
    "0x7f.1",
    "inherit",
    "platform:verify",
    "http://[::1",
    "\r\nSet-Cookie: a=b",
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

const oddNumber = fc.constantFrom(-1, 0, 0.5, 1e21, 1e308, -0, 2 ** 31, 2 ** 53, Number.MAX_VALUE);

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { type: "user" }, { toString: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The body with one field replaced, removed or added. */
function damage(good: Record<string, unknown>): fc.Arbitrary<string> {
  const names = Object.keys(good);
  return fc
    .tuple(
      fc.constantFrom(...names, "unknown", "__proto__", "constructor"),
      oddValue,
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([name, value, kind]) => {
      if (kind === 0) return JSON.stringify(good);
      const { [name]: _, ...rest } = good;
      if (kind === 1) return JSON.stringify(rest);
      // Written by hand: as an object's own field, __proto__ would be lost.
      const text = JSON.stringify(rest).slice(1, -1);
      return `{${text}${text === "" ? "" : ","}${JSON.stringify(name)}:${JSON.stringify(value)}}`;
    });
}

function bodyFor(operationId: string): fc.Arbitrary<Buffer | null> {
  const good = goodBodies[operationId];
  return fc.oneof(
    {
      weight: 6,
      arbitrary: (good === undefined ? fc.json() : damage(good)).map((text) => Buffer.from(text)),
    },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("{", "[", "null", "1e999", '"', "[".repeat(9000))
        .map((text) => Buffer.from(text)),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 16_380, max: 40_000 }).map((size) => Buffer.alloc(size, 0x20)),
    },
  );
}

/** A cursor with everything invented except its digest. A list's own digest is found by requesting the list. */
const oddCursor = fc
  .tuple(fc.string({ maxLength: 16 }), fc.oneof(oddText, oddNumber, fc.constant(null)), oddText)
  .map((fields) => Buffer.from(JSON.stringify(fields)).toString("base64url"));

const oddQuery = fc
  .array(
    fc.tuple(
      fc.constantFrom(...queryNames),
      fc.oneof(oddText, oddCursor, fc.constantFrom("1", "50", "active", "-name", "2026-01-01T00:00:00Z")),
    ),
    {
      maxLength: 3,
    },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${encode(value)}`).join("&"));

/** Percent-encodes bytes, so that half a character stays half a character. */
function encode(text: string): string {
  return [...Buffer.from(text, "utf8")]
    .slice(0, 2000)
    .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
}

function headersFor(known: KnownThings): fc.Arbitrary<Record<string, string | string[]>> {
  const bearer = fc.constantFrom(...known.secrets.map((secret) => `Bearer ${secret}`));
  const credential: fc.Arbitrary<Record<string, string | string[]>> = fc.oneof(
    { weight: 5, arbitrary: bearer.map((authorization) => ({ authorization })) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...known.cookies).map((cookie) => ({ cookie, origin: known.origin })),
    },
    { weight: 1, arbitrary: fc.constantFrom(...known.cookies).map((cookie) => ({ cookie, origin: "null" })) },
    { weight: 1, arbitrary: fc.tuple(bearer, bearer).map((authorization) => ({ authorization })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(bearer, bearer)
        .map(([authorization, other]) => ({ authorization, "x-api-key": other.slice(7) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("Bearer", "Bearer %", "Basic eDp5", "be_", "Bearer be_ x")
        .map((authorization) => ({ authorization })),
    },
    { weight: 1, arbitrary: fc.constant({}) },
  );
  const contentType = fc.constantFrom(
    "application/json",
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
  );
  const extra: fc.Arbitrary<Record<string, string | string[]>> = fc.constantFrom<
    Record<string, string | string[]>
  >(
    {},
    {},
    { "idempotency-key": "x".repeat(300) },
    { "idempotency-key": "k" },
    { "x-team-id": "team_nobody" },
    { "x-team-id": "%00" },
    { cookie: "next-auth.session-token=%" },
    { accept: "text/csv" },
  );
  return fc.tuple(credential, contentType, extra, fc.ipV4()).map(([first, type, more, address]) => ({
    ...first,
    ...more,
    "content-type": type,
    "x-forwarded-for": address,
  }));
}

const otherMethods = ["PUT", "OPTIONS", "HEAD", "TRACE"];

/** Everything outside the API. */
const otherPaths = [
  "/",
  "/{id}",
  "/t/{id}",
  "/t/{id}/{id}",
  "/t/{id}/health-data",
  "/t/{id}/ai-workers",
  "/t/{id}/settings",
  "/t/{id}/settings/api-keys",
  "/t/{id}/settings/api-keys/{id}",
  "/t/{id}/settings/audit-log",
  "/t/{id}/settings/environments",
  "/t/{id}/settings/members",
  "/t/{id}/settings/permissions",
  "/t/{id}/settings/team",
  "/teams/new",
  "/sign-in",
  "/sign-up",
  "/invitations/{id}",
  "/verify-email",
  "/verify-email/{id}",
  "/settings/api-keys",
  "/docs",
  "/docs/api",
  "/docs/api/keys",
  "/docs/api/{id}",
  "/docs/quick-start",
  "/docs/search-index",
  "/docs/{id}",
  "/_next/static/{id}",
  "/_next/image",
  "/_next/{id}",
  "/healthz",
  "/livez",
  "/readyz",
  "/metrics",
  "/v1/api",
  "/v1/{id}",
  "/v1/api/auth/with/{id}",
  ...["session", "csrf", "providers", "signin", "signin/{id}", "signout", "error", "verify-request"].map(
    (action) => `/api/auth/${action}`,
  ),
  ...["callback/credentials", "callback/{id}", "_log", "{id}", "{id}/{id}"].map(
    (action) => `/api/auth/${action}`,
  ),
];

const form = fc
  .array(
    fc.tuple(
      fc.constantFrom("csrfToken", "email", "password", "callbackUrl", "json", "redirect", "code", "state"),
      oddText,
    ),
    { maxLength: 4 },
  )
  .map((pairs) => Buffer.from(pairs.map(([name, value]) => `${name}=${encode(value)}`).join("&")));

/** The headers that Next's own client sends with a page request. */
const pageHeaders = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        rsc: fc.constantFrom("1", "0", "x"),
        "next-action": fc.constantFrom("", "x", "40".repeat(21)),
        "next-router-prefetch": fc.constantFrom("1", "2", "x"),
        "next-router-state-tree": fc.constantFrom("%", "[]", "%5B%22%22%2C%7B%7D%5D", "x".repeat(3_000)),
        "next-router-segment-prefetch": fc.constantFrom("/_tree", "/../x", "%"),
        "x-nextjs-data": fc.constantFrom("1"),
        "x-middleware-subrequest": fc.constantFrom("middleware:middleware:middleware"),
        accept: fc.constantFrom("text/html", "text/x-component", "*/*", ""),
      },
      { requiredKeys: [] },
    ),
  },
);

/** Bad requests for pages, sign-in, files and probes. */
export function createBadPageRequests(known: KnownThings): fc.Arbitrary<BadRequest> {
  const id = fc.oneof(fc.constantFrom(...known.ids), oddText.map(encode));
  const types = fc.constantFrom("application/x-www-form-urlencoded", "application/json", "text/plain");
  return fc
    .record({
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constant("GET") },
        { weight: 4, arbitrary: fc.constant("POST") },
        { weight: 1, arbitrary: fc.constantFrom(...otherMethods, "DELETE", "PATCH") },
      ),
      template: fc.constantFrom(...otherPaths),
      ids: fc.tuple(id, id),
      query: oddQuery,
      headers: headersFor(known),
      more: pageHeaders,
      type: types,
      body: fc.oneof(form, bodyFor("createUser")),
    })
    .map(({ method, template, ids: [first, second], query, headers, more, type, body }) => ({
      method,
      root: "",
      path: template.replace("{id}", first).replace("{id}", second) + (query === "" ? "" : `?${query}`),
      headers: { ...headers, "content-type": type, ...more },
      body: method === "GET" || method === "HEAD" ? null : body,
    }));
}

/** Bad requests for every route of the API. */
export function createBadRequests(known: KnownThings): fc.Arbitrary<BadRequest> {
  const id = fc.oneof(fc.constantFrom(...known.ids), oddText.map(encode));
  const headers = headersFor(known);
  return fc.constantFrom(...routes).chain((route) =>
    fc
      .record({
        method: fc.oneof(
          { weight: 12, arbitrary: fc.constant(route.method as string) },
          { weight: 1, arbitrary: fc.constantFrom(...otherMethods) },
        ),
        id,
        query: oddQuery,
        headers,
        body: bodyFor(route.operationId),
      })
      .map(({ method, id: filled, query, headers: sent, body }) => ({
        method,
        path: route.path.replaceAll(/\{\w+\}/g, filled) + (query === "" ? "" : `?${query}`),
        headers: sent,
        body: method === "GET" || method === "HEAD" ? null : body,
      })),
  );
}
