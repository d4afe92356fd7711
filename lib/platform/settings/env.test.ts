import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { readConfig } from "./env.ts";

const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };
const several = "postgresql://u:p@h1:5432,h2:5432/app?target_session_attrs=read-write";

test("accepts several hosts in DATABASE_URL, in both forms", () => {
  for (const url of [several, "postgresql://u:p@/app?host=h1,h2"])
    expect(readConfig({ ...secrets, DATABASE_URL: url }).databaseUrl).toBe(url);
});

test.each([
  [{ DATABASE_URL: "mysql://h1/app" }, "DATABASE_URL must be a postgresql:// address"],
  [
    { DATABASE_URL: `${several.replace("read-write", "standby")}` },
    "DATABASE_URL must have target_session_attrs=read-write or primary: the console writes",
  ],
  [{ DATABASE_LISTEN_URL: several }, "DATABASE_URL is required when DATABASE_LISTEN_URL is set"],
  [{ DATABASE_CONNECTIONS: "3" }, "DATABASE_CONNECTIONS must be from 4 to 1000"],
  [{ REDIS_URL: "memcached://h1" }, "REDIS_URL must be a redis:// or rediss:// address"],
  [{ REDIS_URL: "redis://h1/app" }, "REDIS_URL must end with a database number, such as /0"],
  [
    { REDIS_URL: "rediss://app:100%@h1" },
    "REDIS_URL is not a valid address: check how special characters are encoded",
  ],
  [
    { PASSWORD_SIGN_IN: "off" },
    "PASSWORD_SIGN_IN cannot be off without a sign-in provider: set OIDC_ISSUER, GITHUB_CLIENT_ID or GOOGLE_CLIENT_ID first",
  ],
  [{ PASSWORD_SIGN_IN: "no" }, "PASSWORD_SIGN_IN must be on or off"],
  [{ SESSION_LIFETIME_HOURS: "0" }, "SESSION_LIFETIME_HOURS must be from 1 to 8760"],
  [{ SESSION_IDLE_HOURS: "1.5" }, "SESSION_IDLE_HOURS must be a whole number"],
  [{ SESSIONS_PER_PERSON: "0" }, "SESSIONS_PER_PERSON must be from 1 to 1000"],
  [{ OIDC_SCOPES: "email profile" }, "OIDC_SCOPES must include openid"],
  [{ OIDC_SCOPES: "openid,email" }, "OIDC_SCOPES must include openid"],
  [{ BACKUP_EVERY_HOURS: "0" }, "BACKUP_EVERY_HOURS must be from 1 to 8760"],
  [{ BACKUP_KEEP: "0" }, "BACKUP_KEEP must be from 1 to 10000"],
  [{ BACKUP_RECIPIENT: "ssh-ed25519 AAAA" }, "BACKUP_RECIPIENT must be an age recipient"],
  [{ OIDC_GROUPS_CLAIM: "my groups" }, "OIDC_GROUPS_CLAIM must be the name of a claim"],
  [{ REDIS_URL: "redis://h1" }, "INSTANCES is required when REDIS_URL is set"],
])("rejects %o with the reason", (environment, reason) => {
  expect(() => readConfig({ ...secrets, ...environment })).toThrow(reason);
});

test("accepts TLS, a user with a password and a database in REDIS_URL", () => {
  const redisUrl = "rediss://app:p%40ss@redis.example.com:6380/5";
  expect(readConfig({ REDIS_URL: redisUrl, INSTANCES: "2" }).redisUrl).toBe(redisUrl);
});

test("limits an instance to 20 database connections by default", () => {
  expect(readConfig({}).databaseConnections).toBe(20);
});

test("verifies on every core except one, and on at least one", () => {
  expect(readConfig({}).verifyThreads).toBe(Math.max(1, availableParallelism() - 1));
  expect(readConfig({ NODE_ENV: "development" }).verifyThreads).toBe(1);
  expect(readConfig({ VERIFY_THREADS: "3" }).verifyThreads).toBe(3);
  expect(readConfig({}).pagesNiceness).toBe(15);
  expect(readConfig({ NODE_ENV: "development" }).pagesNiceness).toBe(0);
  expect(readConfig({ PAGES_NICENESS: "0" }).pagesNiceness).toBe(0);
});

test.each([
  "@example.com",
  "*.example.com",
  "localhost",
  "example.com;example.org",
  "https://example.com",
  ",",
  "a b.com",
])("rejects %j as the domains of email addresses", (domains) => {
  expect(() => readConfig({ ALLOWED_EMAIL_DOMAINS: domains })).toThrow("ALLOWED_EMAIL_DOMAINS must");
});

test("reads the sign-in policy", () => {
  const provider = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
  const policy = {
    PASSWORD_SIGN_IN: "off",
    ALLOWED_EMAIL_DOMAINS: "Example.COM, xn--bcher-kva.example,example.com",
  };
  expect(readConfig({ ...provider, ...policy })).toMatchObject({
    allowsPasswords: false,
    allowedEmailDomains: ["example.com", "bücher.example"],
    session: { lifetimeSeconds: 30 * 86_400, idleSeconds: 7 * 86_400, maxPerPerson: 20 },
  });
  expect(readConfig({})).toMatchObject({ allowsPasswords: true, allowedEmailDomains: [] });
  const hours = { SESSION_LIFETIME_HOURS: "12", SESSION_IDLE_HOURS: "1", SESSIONS_PER_PERSON: "2" };
  expect(readConfig(hours).session).toEqual({ lifetimeSeconds: 43_200, idleSeconds: 3_600, maxPerPerson: 2 });
});

test("sends no traces unless a collector is set, and reads OpenTelemetry's settings", () => {
  expect(readConfig({ OTEL_SERVICE_NAME: "keys" }).tracing).toBeNull();
  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" };
  expect(readConfig(collector).tracing).toEqual({
    url: "http://collector:4318/v1/traces",
    headers: {},
    serviceName: "byteengine-console",
    sampler: "parentbased_always_on",
    ratio: 1,
  });
  const others = {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example.com/ingest",
    OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20token, x-tenant = a",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.01",
  };
  expect(readConfig({ ...collector, ...others }).tracing).toMatchObject({
    url: "https://traces.example.com/ingest",
    headers: { authorization: "Bearer token", "x-tenant": "a" },
    sampler: "parentbased_traceidratio",
    ratio: 0.01,
  });
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:password@collector:4318"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://:password@collector:4318"],
  ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://collector/ingest?api-key=0123"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "token"],
  ["OTEL_TRACES_SAMPLER", "sometimes"],
  ["OTEL_TRACES_SAMPLER_ARG", "2"],
  ["LOG_SLOW_QUERIES_MS", "-1"],
])("rejects %s=%s", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test("an address with a path is not supported, and the message says so", () => {
  expect(() => readConfig({ PUBLIC_URL: "https://example.com/console" })).toThrow(
    "PUBLIC_URL must be an origin such as https://console.example.com: a path is not supported",
  );
});

test("backups are scheduled only with a folder", () => {
  expect(readConfig({ BACKUP_RECIPIENT: "age1abc" }).scheduledBackups).toBeUndefined();
  expect(readConfig({ BACKUP_DIR: "/backups" }).scheduledBackups).toEqual({
    directory: "/backups",
    everyHours: 24,
    keep: 14,
    recipient: undefined,
  });
});
