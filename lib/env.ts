import { availableParallelism } from "node:os";
import { z } from "zod";
import { hasBrand } from "./brand.ts";
import { parseDatabaseAddress } from "./db/database-address.ts";
import { parseSmtpAddress } from "./mail/smtp-address.ts";
import { findRedisAddressProblem } from "./redis/redis-address.ts";
import { StartError } from "./start-error.ts";

/** Upper end of every integer setting: what a PostgreSQL integer and a timer can hold. */
const largestInteger = 2 ** 31 - 1;

const integer = (least: number, most = largestInteger) =>
  z
    .string()
    .regex(/^\d{1,10}$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const flag = z.enum(["true", "false"], "must be true or false").transform((text) => text === "true");

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, "");
}

const origin = z
  .string()
  .refine(isOrigin, "must be an origin such as https://console.example.com, without a path")
  .transform((text) => new URL(text).origin);

const secrets = list
  .refine((parts) => parts.length > 0, "must not be empty")
  .refine(
    (parts) => parts.every((part) => part.length >= 32),
    "every secret must have at least 32 characters",
  );

const databaseUrl = z.string().superRefine((text, context) => {
  const address = parseDatabaseAddress(text);
  if (typeof address === "string") context.addIssue(address);
});

const redisUrl = z.string().superRefine((text, context) => {
  const problem = findRedisAddressProblem(text);
  if (problem !== null) context.addIssue(problem);
});

const smtpUrl = z.string().superRefine((text, context) => {
  const address = parseSmtpAddress(text);
  if (typeof address === "string") context.addIssue(address);
});

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: integer(1, 65_535).default(3000),
  HOST: z.string().max(255).default("127.0.0.1"),
  DATA_DIR: z.string().default("./.data"),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_LISTEN_URL: databaseUrl.optional(),
  DATABASE_CONNECTIONS: integer(4, 1_000).default(20),
  DATABASE_WAIT_SECONDS: integer(0, 86_400).default(0),
  REDIS_URL: redisUrl.optional(),
  PUBLIC_URL: origin.optional(),
  SERVE: z.enum(["all", "console", "api"]).default("all"),
  TRUST_PROXY: integer(0, 100).default(0),
  SIGN_UP: z.enum(["open", "invite-only"]).optional(),
  SIGN_UPS_PER_HOUR: integer(1).default(20),
  AUTH_ANY_TEAM: flag.default(false),
  INSTANCE_OWNERS: list.default([]),
  SESSION_SECRET: secrets.optional(),
  AUDIT_SECRET: secrets.optional(),
  RATE_LIMIT_PER_MINUTE: integer(1).default(1000),
  RATE_LIMIT_PER_10_SECONDS: integer(1).default(100),
  VERIFY_PER_MINUTE: integer(0).default(0),
  VERIFY_THREADS: integer(1, 256).optional(),
  PAGES_NICENESS: integer(0, 19).optional(),
  MAX_KEYS_PER_TEAM: integer(1).default(100_000),
  MAX_MEMBERS_PER_TEAM: integer(1).default(1_000),
  MAX_INVITATIONS_PER_TEAM: integer(1).default(200),
  INSTANCES: integer(1, 10_000).optional(),
  KEY_CACHE_SIZE: integer(1, 10_000_000).default(200_000),
  OUTAGE_SECONDS: integer(0, 86_400).default(300),
  CORS_ORIGINS: list
    .refine(
      (origins) => !origins.some((text) => text.includes("*")),
      "must name each origin in full: with a * pages that nobody chose could call with keys",
    )
    .refine(
      (origins) => origins.every(isOrigin),
      "must be origins such as https://app.example.com, separated by commas",
    )
    .default([]),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().max(320).default("ByteEngine Console <no-reply@localhost>"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  KEY_IMPORT_PREFIXES: list.default([]),
  FHIR_ALLOW_PRIVATE_NETWORKS: flag.default(false),
  FHIR_ALLOW_LOOPBACK: flag.default(false),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url("must be the issuer's address").optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40).default("Single sign-on"),
});

const pairs = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID"],
  ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
] as const;

const configErrorBrand = Symbol.for("byteengine.ConfigError");

/** A variable that stops the start; the message is the one line to print. */
export class ConfigError extends StartError {
  readonly [configErrorBrand] = true;

  constructor(variable: string, reason: string) {
    super(`${variable} ${reason}`);
    this.name = "ConfigError";
  }

  static override [Symbol.hasInstance](value: unknown): value is ConfigError {
    return hasBrand(value, configErrorBrand);
  }
}

export type Config = ReturnType<typeof readConfig>;

/** Settings from environment variables; an empty variable counts as unset. Throws ConfigError for a bad one. */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(String(issue?.path[0]), issue?.message ?? "is not valid");
  }
  const values = parsed.data;
  for (const [first, second] of pairs) {
    if (values[first] !== undefined && values[second] === undefined) {
      throw new ConfigError(second, `is required when ${first} is set`);
    }
  }
  if (values.DATABASE_URL !== undefined) {
    for (const secret of ["SESSION_SECRET", "AUDIT_SECRET"] as const) {
      if (values[secret] === undefined) throw new ConfigError(secret, "is required when DATABASE_URL is set");
    }
  }
  if (values.DATABASE_LISTEN_URL !== undefined && values.DATABASE_URL === undefined) {
    throw new ConfigError("DATABASE_URL", "is required when DATABASE_LISTEN_URL is set");
  }
  if (values.REDIS_URL !== undefined && values.INSTANCES === undefined) {
    throw new ConfigError(
      "INSTANCES",
      "is required when REDIS_URL is set: each instance admits its share of a limit while Redis is away",
    );
  }
  if (values.SERVE === "api" && values.DATABASE_URL === undefined) {
    throw new ConfigError(
      "DATABASE_URL",
      "is required when SERVE=api: the embedded database belongs to one process",
    );
  }
  const oidcClient = pair(values.OIDC_CLIENT_ID, values.OIDC_CLIENT_SECRET);
  return {
    isDevelopment: values.NODE_ENV === "development",
    port: values.PORT,
    host: values.HOST,
    dataDirectory: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    /** The same database past a pooler: for what needs a connection to itself. */
    databaseListenUrl: values.DATABASE_LISTEN_URL,
    /** How many connections this instance opens at most. */
    databaseConnections: values.DATABASE_CONNECTIONS,
    /** For how long a start waits for a database that does not answer yet. */
    databaseWaitSeconds: values.DATABASE_WAIT_SECONDS,
    redisUrl: values.REDIS_URL,
    /** Our own origin as browsers see it, if it was set. */
    publicOrigin: values.PUBLIC_URL,
    serve: values.SERVE,
    /** How many proxies in front append to X-Forwarded-For. */
    trustedProxyHops: values.TRUST_PROXY,
    /** Undefined: open until the first user, then by invitation. */
    signUp: values.SIGN_UP,
    signUpsPerHour: values.SIGN_UPS_PER_HOUR,
    authAnyTeam: values.AUTH_ANY_TEAM,
    /** Lower-case e-mail addresses. */
    instanceOwners: values.INSTANCE_OWNERS.map((address) => address.toLowerCase()),
    /** First signs, all verify. Undefined: kept in the data directory. */
    sessionSecrets: values.SESSION_SECRET,
    auditSecrets: values.AUDIT_SECRET,
    rateLimit: { perMinute: values.RATE_LIMIT_PER_MINUTE, per10Seconds: values.RATE_LIMIT_PER_10_SECONDS },
    /** Requests a minute one asking service may make to /keys/verify; 0: no limit. */
    verifyPerMinute: values.VERIFY_PER_MINUTE,
    /** How many threads answer verifications. */
    /** By how much the pages process gives way to verification. In development nobody verifies beside it. */
    pagesNiceness: values.PAGES_NICENESS ?? (values.NODE_ENV === "development" ? 0 : 10),
    verifyThreads: values.VERIFY_THREADS ?? getDefaultThreads(values.NODE_ENV),
    /** How many of each a team may have at once: keys that are not revoked, members, open invitations. */
    teamMaximums: {
      keys: values.MAX_KEYS_PER_TEAM,
      members: values.MAX_MEMBERS_PER_TEAM,
      invitations: values.MAX_INVITATIONS_PER_TEAM,
    },
    /** How many instances share the load: what each may admit of a limit while Redis is away. */
    instances: values.INSTANCES ?? 1,
    /** Keys kept in memory for verification. */
    keyCacheSize: values.KEY_CACHE_SIZE,
    /** For how long keys verify from memory while the database is away; 0: not at all. */
    outageSeconds: values.OUTAGE_SECONDS,
    corsOrigins: values.CORS_ORIGINS.map((text) => new URL(text).origin),
    smtpUrl: values.SMTP_URL,
    /** The sender of our mails: an address, or a name with an address in angle brackets. */
    mailFrom: values.MAIL_FROM,
    logLevel: values.LOG_LEVEL,
    metricsToken: values.METRICS_TOKEN,
    keyImportPrefixes: values.KEY_IMPORT_PREFIXES,
    /** Whether the connection test of FHIR servers may call private addresses, and this machine itself. */
    fhirAllowPrivateNetworks: values.FHIR_ALLOW_PRIVATE_NETWORKS,
    fhirAllowLoopback: values.FHIR_ALLOW_LOOPBACK,
    providers: {
      github: pair(values.GITHUB_CLIENT_ID, values.GITHUB_CLIENT_SECRET),
      google: pair(values.GOOGLE_CLIENT_ID, values.GOOGLE_CLIENT_SECRET),
      oidc: describeOidc(values.OIDC_ISSUER, values.OIDC_NAME, oidcClient),
    },
  };
}

/** All processors but one, which is left to pages and the database. */
function getDefaultThreads(environment: z.infer<typeof schema>["NODE_ENV"]): number {
  return environment === "production" ? Math.max(1, availableParallelism() - 1) : 1;
}

function pair(clientId: string | undefined, clientSecret: string | undefined) {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

function describeOidc(issuer: string | undefined, name: string, client: ReturnType<typeof pair>) {
  return issuer === undefined || client === undefined ? undefined : { issuer, name, ...client };
}

/**
 * Has next-auth build its addresses from the forwarding headers, which lib/auth writes itself; its own variables would
 * override our settings.
 */
export function prepareSignInLibrary(environment: Record<string, string | undefined> = process.env): void {
  environment.AUTH_TRUST_HOST = "true";
  delete environment.NEXTAUTH_URL;
  delete environment.NEXTAUTH_URL_INTERNAL;
}

/** For a process that we start: our own, without what `node --watch` tells a process that it watches. */
export function createChildEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { WATCH_REPORT_DEPENDENCIES: _, ...rest } = environment;
  return rest;
}
