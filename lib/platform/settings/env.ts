import { availableParallelism } from "node:os";
import { domainToASCII, domainToUnicode } from "node:url";
import { z } from "zod";
import { hasBrand } from "#lib/domain/common/brand.ts";
import { twoFactorRules } from "#lib/domain/two-factor/requirement.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { parseDatabaseAddress } from "./addresses/database-address.ts";
import { findRedisAddressProblem } from "./addresses/redis-address.ts";
import { parseSmtpAddress } from "./addresses/smtp-address.ts";
import { getFileVariable, readSecretFiles } from "./secret-files.ts";
import { findTraceUrl, parseHeaders, samplers, type TraceSettings } from "./trace-settings.ts";

/** The maximum of every integer setting: a PostgreSQL integer and a timer cannot hold more. */
const maxInteger = 2 ** 31 - 1;

const integer = (min: number, max = maxInteger) =>
  z
    .string()
    .regex(/^\d{1,10}$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

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
  .refine(isOrigin, "must be an origin such as https://console.example.com: a path is not supported")
  .transform((text) => new URL(text).origin);

const domainName = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/** Domains in the form that email addresses are stored in: lowercase, international ones in Unicode. */
const domains = list
  .refine((parts) => parts.length > 0, "must not be empty")
  .refine(
    (parts) => parts.every((part) => domainName.test(domainToASCII(part.toLowerCase()))),
    "must be domains such as example.com, separated by commas, without @ and *",
  )
  .transform((parts) => [
    ...new Set(
      parts.map((part) =>
        domainToUnicode(domainToASCII(part.toLowerCase())).normalize("NFKC").toLowerCase().normalize("NFKC"),
      ),
    ),
  ]);

/** OAuth 2.0 scopes (RFC 6749, 3.3). */
const scopes = z
  .string()
  .regex(
    /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
    "must be scopes, separated by single spaces",
  )
  .refine((text) => text.split(" ").includes("openid"), "must include openid");

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

const otlpEndpoint = z.url({ protocol: /^https?$/, error: "must be an http: or https: URL" }).refine(
  // A page shows this setting, and a query is where some services expect a key.
  (text) => /^[^@?#]*$/.test(text),
  "must not contain credentials or a query: use OTEL_EXPORTER_OTLP_HEADERS",
);

const otlpHeaders = z.string().transform((text, context) => {
  const headers = parseHeaders(text);
  if (headers !== null) return headers;
  context.addIssue("must be name=value pairs, separated by commas");
  return z.NEVER;
});

/** A year. Tokens of cookies are made to last that long, and the database decides. */
export const maxSessionHours = 8_760;

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
  PASSWORD_SIGN_IN: z.enum(["on", "off"], "must be on or off").default("on"),
  ALLOWED_EMAIL_DOMAINS: domains.optional(),
  SESSION_LIFETIME_HOURS: integer(1, maxSessionHours).default(720),
  SESSION_IDLE_HOURS: integer(1, maxSessionHours).default(168),
  SESSIONS_PER_PERSON: integer(1, 1_000).default(20),
  AUTH_ANY_TEAM: flag.default(false),
  INSTANCE_OWNERS: list.default([]),
  REQUIRE_TWO_FACTOR: z.enum(twoFactorRules).default("off"),
  SESSION_SECRET: secrets.optional(),
  AUDIT_SECRET: secrets.optional(),
  REAUTHENTICATE_ACCOUNT_MINUTES: integer(1, 43_200).default(15),
  REAUTHENTICATE_KEYS_HOURS: integer(1, 720).default(12),
  RATE_LIMIT_PER_MINUTE: integer(1).default(1000),
  RATE_LIMIT_PER_10_SECONDS: integer(1).default(100),
  VERIFY_PER_MINUTE: integer(0).default(0),
  VERIFY_THREADS: integer(1, 256).optional(),
  PAGES_NICENESS: integer(0, 19).optional(),
  MAX_KEYS_PER_TEAM: integer(1).default(100_000),
  MAX_MEMBERS_PER_TEAM: integer(1).default(1_000),
  MAX_INVITATIONS_PER_TEAM: integer(1).default(200),
  MAX_APPS_PER_TEAM: integer(1).default(1000),
  INSTANCES: integer(1, 10_000).optional(),
  KEY_CACHE_SIZE: integer(1, 10_000_000).default(200_000),
  OUTAGE_SECONDS: integer(0, 86_400).default(300),
  REQUEST_LOG_DAYS: integer(0, 90).default(7),
  USAGE_MINUTES_DAYS: integer(2, 60).default(2),
  USAGE_HOURS_DAYS: integer(9, 400).default(62),
  USAGE_ADDRESSES_DAYS: integer(2, 3_650).default(30),
  USAGE_DAYS: integer(101, 3_650).default(400),
  BACKUP_DIR: z.string().max(1_000).optional(),
  BACKUP_EVERY_HOURS: integer(1, 8_760).default(24),
  BACKUP_KEEP: integer(1, 10_000).default(14),
  BACKUP_RECIPIENT: z
    .string()
    .regex(/^age1[a-z0-9]+$/, "must be an age recipient, which starts with age1")
    .max(10_000)
    .optional(),
  CORS_ORIGINS: list
    .refine(
      (origins) => !origins.some((text) => text.includes("*")),
      "must list each origin in full: a * would let any website send requests with keys",
    )
    .refine(
      (origins) => origins.every(isOrigin),
      "must be origins such as https://app.example.com, separated by commas",
    )
    .default([]),
  SECURITY_CONTACT: z
    .string()
    .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s]+)$/, "must be a mailto: or https: address")
    .max(500)
    .optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().max(320).default("ByteEngine Console <no-reply@localhost>"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  LOG_SLOW_QUERIES_MS: integer(0, 3_600_000).default(1_000),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: otlpEndpoint.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders.optional(),
  OTEL_SERVICE_NAME: z.string().max(200).default("byteengine-console"),
  OTEL_TRACES_SAMPLER: z.enum(samplers).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number("must be a number from 0 to 1").min(0).max(1).default(1),
  KEY_IMPORT_PREFIXES: list.default([]),
  FHIR_ALLOW_PRIVATE_NETWORKS: flag.default(false),
  FHIR_ALLOW_LOOPBACK: flag.default(false),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url("must be the issuer's URL").optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40).default("Single sign-on"),
  OIDC_SCOPES: scopes.default("openid email profile"),
  OIDC_GROUPS_CLAIM: z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, "must be the name of a claim, without spaces")
    .default("groups"),
});

/** The name of every environment variable that is a setting. */
export type SettingName = keyof typeof schema.shape;

/** The settings that are never shown. Each can be read from a file: `NAME_FILE` holds its path. */
export const secretSettings = [
  "DATABASE_URL",
  "DATABASE_LISTEN_URL",
  "REDIS_URL",
  "SESSION_SECRET",
  "AUDIT_SECRET",
  "SMTP_URL",
  "METRICS_TOKEN",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "GITHUB_CLIENT_SECRET",
  "GOOGLE_CLIENT_SECRET",
  "OIDC_CLIENT_SECRET",
] as const satisfies readonly SettingName[];

export type SecretSetting = (typeof secretSettings)[number];

/** What the settings are read from. */
export function getEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Also for a start whose other settings are not valid. */
export function readNodeEnvironment(): string {
  return process.env.NODE_ENV ?? "production";
}

/** The value that applies without the variable, as text. Null: none. */
export function findDefault(name: SettingName): string | null {
  const parsed: unknown = schema.shape[name].safeParse(undefined).data;
  return parsed === undefined ? null : String(parsed);
}

const pairs = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID"],
  ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
] as const;

/** Minutes are added up to hours and hours to days. Only hours and days lose their IP addresses. */
const usageOrder = [
  ["USAGE_MINUTES_DAYS", "USAGE_HOURS_DAYS"],
  ["USAGE_HOURS_DAYS", "USAGE_DAYS"],
  ["USAGE_MINUTES_DAYS", "USAGE_ADDRESSES_DAYS"],
] as const;

const configErrorBrand = Symbol.for("byteengine.ConfigError");

/** An invalid environment variable, which prevents the start. The message is the one line to print. */
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

function describeBackups(values: z.infer<typeof schema>) {
  if (values.BACKUP_DIR === undefined) return undefined;
  return {
    directory: values.BACKUP_DIR,
    everyHours: values.BACKUP_EVERY_HOURS,
    /** How many complete ones are kept. */
    keep: values.BACKUP_KEEP,
    /** The age recipient they are encrypted for. Undefined: they are not encrypted. */
    recipient: values.BACKUP_RECIPIENT,
  };
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Settings from environment variables, and secrets also from files. An empty variable counts as unset. Throws ConfigError
 * for an invalid one.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const files = readSecretFiles(secretSettings, set);
  if ("problem" in files) throw new ConfigError(files.variable, files.problem);
  const parsed = schema.safeParse({ ...set, ...files.values });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    const variable = Object.hasOwn(files.values, name)
      ? `${name}, read from ${getFileVariable(name)},`
      : name;
    throw new ConfigError(variable, issue?.message ?? "is not valid");
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
  for (const [shorter, longer] of usageOrder) {
    if (values[shorter] > values[longer]) throw new ConfigError(longer, `must not be less than ${shorter}`);
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
  if (values.PASSWORD_SIGN_IN === "off" && !hasProvider(values)) {
    throw new ConfigError(
      "PASSWORD_SIGN_IN",
      "cannot be off without a sign-in provider: set OIDC_ISSUER, GITHUB_CLIENT_ID or GOOGLE_CLIENT_ID first",
    );
  }
  const oidcClient = pair(values.OIDC_CLIENT_ID, values.OIDC_CLIENT_SECRET);
  return {
    isDevelopment: values.NODE_ENV === "development",
    port: values.PORT,
    host: values.HOST,
    dataDirectory: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    /** The same database without a pooler in between, for features that need a dedicated connection. */
    databaseListenUrl: values.DATABASE_LISTEN_URL,
    /** The maximum number of connections this instance opens. */
    databaseConnections: values.DATABASE_CONNECTIONS,
    /** How long the start waits for a database that does not respond yet. */
    databaseWaitSeconds: values.DATABASE_WAIT_SECONDS,
    redisUrl: values.REDIS_URL,
    /** The console's origin as browsers see it; undefined if it is not set. */
    publicOrigin: values.PUBLIC_URL,
    serve: values.SERVE,
    /** Where to report vulnerabilities of this console: a `mailto:` or `https:` URI. */
    securityContact: values.SECURITY_CONTACT,
    /** The number of proxies in front that append to X-Forwarded-For. */
    trustedProxyHops: values.TRUST_PROXY,
    /** Undefined: open until the first user exists, then by invitation only. */
    signUp: values.SIGN_UP,
    signUpsPerHour: values.SIGN_UPS_PER_HOUR,
    /** False: only administrators of the console can have and use a password. */
    allowsPasswords: values.PASSWORD_SIGN_IN === "on",
    /** The domains that new email addresses can have, lowercase and in Unicode. Empty: all. */
    allowedEmailDomains: values.ALLOWED_EMAIL_DOMAINS ?? [],
    session: {
      /** A session ends after this time, and its cookie. */
      lifetimeSeconds: values.SESSION_LIFETIME_HOURS * 3_600,
      /** A session ends after this long without use. */
      idleSeconds: values.SESSION_IDLE_HOURS * 3_600,
      /** One more session ends the oldest. */
      maxPerPerson: values.SESSIONS_PER_PERSON,
    },
    authAnyTeam: values.AUTH_ANY_TEAM,
    /** Lowercase email addresses. */
    requireTwoFactor: values.REQUIRE_TWO_FACTOR,
    instanceOwners: values.INSTANCE_OWNERS.map((address) => address.toLowerCase()),
    /** The first secret signs, all of them verify. Undefined: secrets are kept in the data directory. */
    sessionSecrets: values.SESSION_SECRET,
    auditSecrets: values.AUDIT_SECRET,
    /** How old a proof of who someone is can be before they are asked again. */
    reauthentication: {
      accountMinutes: values.REAUTHENTICATE_ACCOUNT_MINUTES,
      keysHours: values.REAUTHENTICATE_KEYS_HOURS,
    },
    rateLimit: { perMinute: values.RATE_LIMIT_PER_MINUTE, per10Seconds: values.RATE_LIMIT_PER_10_SECONDS },
    /** Requests per minute one calling service can send to /keys/verify. 0: no limit. */
    verifyPerMinute: values.VERIFY_PER_MINUTE,
    /** The niceness of the process that serves pages, so that verification goes first. Not needed in development. */
    pagesNiceness: values.PAGES_NICENESS ?? (values.NODE_ENV === "development" ? 0 : 15),
    /** The number of threads that handle verifications. */
    verifyThreads: values.VERIFY_THREADS ?? getDefaultThreads(values.NODE_ENV),
    /** How many of each a team can have at once: keys and apps that are not deleted, members, pending invitations. */
    teamMaximums: {
      keys: values.MAX_KEYS_PER_TEAM,
      members: values.MAX_MEMBERS_PER_TEAM,
      invitations: values.MAX_INVITATIONS_PER_TEAM,
      apps: values.MAX_APPS_PER_TEAM,
    },
    /** The number of instances that share the load. While Redis is unavailable, each admits its share of a limit. */
    instances: values.INSTANCES ?? 1,
    /** Keys kept in memory for verification. */
    keyCacheSize: values.KEY_CACHE_SIZE,
    /** How long keys are verified from memory while the database is unavailable. 0: not at all. */
    outageSeconds: values.OUTAGE_SECONDS,
    /** How long verifications are kept in the request log. 0: none are. */
    requestLogDays: values.REQUEST_LOG_DAYS,
    /** For how many days usage is kept by minute and by hour, with IP addresses, and at all. */
    usageDays: {
      minutes: values.USAGE_MINUTES_DAYS,
      hours: values.USAGE_HOURS_DAYS,
      addresses: values.USAGE_ADDRESSES_DAYS,
      days: values.USAGE_DAYS,
    },
    /** Backups that the console writes by itself. Undefined: it writes none. */
    scheduledBackups: describeBackups(values),
    corsOrigins: values.CORS_ORIGINS.map((text) => new URL(text).origin),
    smtpUrl: values.SMTP_URL,
    /** The sender of the console's emails: an email address, or a name with an address in angle brackets. */
    mailFrom: values.MAIL_FROM,
    logLevel: values.LOG_LEVEL,
    /** Database statements that take at least this long are logged. 0: none are. */
    logSlowQueriesMs: values.LOG_SLOW_QUERIES_MS,
    metricsToken: values.METRICS_TOKEN,
    /** Null: no traces are sent. */
    tracing: describeTracing(values),
    keyImportPrefixes: values.KEY_IMPORT_PREFIXES,
    /** Whether the connection test of FHIR servers can reach private networks, and this machine itself. */
    fhirAllowPrivateNetworks: values.FHIR_ALLOW_PRIVATE_NETWORKS,
    fhirAllowLoopback: values.FHIR_ALLOW_LOOPBACK,
    providers: {
      github: pair(values.GITHUB_CLIENT_ID, values.GITHUB_CLIENT_SECRET),
      google: pair(values.GOOGLE_CLIENT_ID, values.GOOGLE_CLIENT_SECRET),
      oidc: describeOidc(values, oidcClient),
    },
  };
}

/** One thread per processor, except one that is left for pages and the database. */
function getDefaultThreads(environment: z.infer<typeof schema>["NODE_ENV"]): number {
  return environment === "production" ? Math.max(1, availableParallelism() - 1) : 1;
}

function describeTracing(values: z.infer<typeof schema>): TraceSettings | null {
  const url = findTraceUrl(values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, values.OTEL_EXPORTER_OTLP_ENDPOINT);
  if (url === null) return null;
  return {
    url,
    headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: values.OTEL_SERVICE_NAME,
    sampler: values.OTEL_TRACES_SAMPLER,
    ratio: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

function pair(clientId: string | undefined, clientSecret: string | undefined) {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

type Values = z.infer<typeof schema>;

function hasProvider({ OIDC_ISSUER, GITHUB_CLIENT_ID, GOOGLE_CLIENT_ID }: Values): boolean {
  return [OIDC_ISSUER, GITHUB_CLIENT_ID, GOOGLE_CLIENT_ID].some((value) => value !== undefined);
}

function describeOidc(values: Values, client: ReturnType<typeof pair>) {
  const { OIDC_ISSUER: issuer, OIDC_NAME: name, OIDC_SCOPES, OIDC_GROUPS_CLAIM: groupsClaim } = values;
  if (issuer === undefined || client === undefined) return undefined;
  return { issuer, name, scopes: OIDC_SCOPES, groupsClaim, ...client };
}

/**
 * Makes next-auth build its URLs from the forwarding headers, which lib/auth writes itself. Its own variables would
 * override this console's settings.
 */
export function prepareSignInLibrary(environment: Record<string, string | undefined> = process.env): void {
  environment.AUTH_TRUST_HOST = "true";
  delete environment.NEXTAUTH_URL;
  delete environment.NEXTAUTH_URL_INTERNAL;
}

/** The environment for a child process: this process's own, without the variable that `node --watch` sets. */
export function createChildEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { WATCH_REPORT_DEPENDENCIES: _, ...rest } = environment;
  return rest;
}
