import { existsSync } from "node:fs";
import { findDefault, getEnvironment, type SecretSetting, type SettingName } from "./env.ts";
import { getFileVariable } from "./secret-files.ts";

type Visibility = Record<SecretSetting, "secret"> & Record<Exclude<SettingName, SecretSetting>, "value">;

/**
 * How each setting is shown. A setting that is missing here, or a secret that can't be read from a file, doesn't compile.
 * Addresses can contain a password.
 */
const visibility: Readonly<Visibility> = {
  NODE_ENV: "value",
  PORT: "value",
  HOST: "value",
  DATA_DIR: "value",
  DATABASE_URL: "secret",
  DATABASE_LISTEN_URL: "secret",
  DATABASE_CONNECTIONS: "value",
  DATABASE_WAIT_SECONDS: "value",
  REDIS_URL: "secret",
  PUBLIC_URL: "value",
  SERVE: "value",
  TRUST_PROXY: "value",
  SIGN_UP: "value",
  SIGN_UPS_PER_HOUR: "value",
  PASSWORD_SIGN_IN: "value",
  ALLOWED_EMAIL_DOMAINS: "value",
  SESSION_LIFETIME_HOURS: "value",
  SESSION_IDLE_HOURS: "value",
  SESSIONS_PER_PERSON: "value",
  AUTH_ANY_TEAM: "value",
  INSTANCE_OWNERS: "value",
  REQUIRE_TWO_FACTOR: "value",
  REAUTHENTICATE_ACCOUNT_MINUTES: "value",
  REAUTHENTICATE_KEYS_HOURS: "value",
  SESSION_SECRET: "secret",
  AUDIT_SECRET: "secret",
  RATE_LIMIT_PER_MINUTE: "value",
  RATE_LIMIT_PER_10_SECONDS: "value",
  VERIFY_PER_MINUTE: "value",
  VERIFY_THREADS: "value",
  PAGES_NICENESS: "value",
  MAX_KEYS_PER_TEAM: "value",
  MAX_MEMBERS_PER_TEAM: "value",
  MAX_INVITATIONS_PER_TEAM: "value",
  MAX_APPS_PER_TEAM: "value",
  INSTANCES: "value",
  KEY_CACHE_SIZE: "value",
  OUTAGE_SECONDS: "value",
  REQUEST_LOG_DAYS: "value",
  USAGE_MINUTES_DAYS: "value",
  USAGE_HOURS_DAYS: "value",
  USAGE_ADDRESSES_DAYS: "value",
  USAGE_DAYS: "value",
  BACKUP_DIR: "value",
  BACKUP_EVERY_HOURS: "value",
  BACKUP_KEEP: "value",
  BACKUP_RECIPIENT: "value",
  CORS_ORIGINS: "value",
  SECURITY_CONTACT: "value",
  SMTP_URL: "secret",
  MAIL_FROM: "value",
  LOG_LEVEL: "value",
  LOG_SLOW_QUERIES_MS: "value",
  METRICS_TOKEN: "secret",
  OTEL_EXPORTER_OTLP_ENDPOINT: "value",
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "value",
  OTEL_EXPORTER_OTLP_HEADERS: "secret",
  OTEL_SERVICE_NAME: "value",
  OTEL_TRACES_SAMPLER: "value",
  OTEL_TRACES_SAMPLER_ARG: "value",
  KEY_IMPORT_PREFIXES: "value",
  FHIR_ALLOW_PRIVATE_NETWORKS: "value",
  FHIR_ALLOW_LOOPBACK: "value",
  GITHUB_CLIENT_ID: "value",
  GITHUB_CLIENT_SECRET: "secret",
  GOOGLE_CLIENT_ID: "value",
  GOOGLE_CLIENT_SECRET: "secret",
  OIDC_ISSUER: "value",
  OIDC_CLIENT_ID: "value",
  OIDC_CLIENT_SECRET: "secret",
  OIDC_NAME: "value",
  OIDC_SCOPES: "value",
  OIDC_GROUPS_CLAIM: "value",
};

export interface Setting {
  name: string;
  /** Null if it is a secret, or if nothing is set. */
  value: string | null;
  isSecret: boolean;
  /** `file`: the file in `NAME_FILE`. `data_directory`: a secret that the console created there. */
  source: "environment" | "file" | "data_directory" | "default" | "not_set";
}

/** Secrets that are created in the data directory unless they are set. */
const filed: readonly string[] = ["SESSION_SECRET", "AUDIT_SECRET"] satisfies SettingName[];

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(visibility, name);
}

/** Every setting, its value unless it is a secret, and where the value comes from. */
export function listSettings(dataDirectory: string, environment = getEnvironment()): Setting[] {
  return Object.keys(visibility)
    .filter(isSettingName)
    .map((name) => {
      const isSecret = visibility[name] === "secret";
      const given = environment[name] ?? "";
      if (given !== "") {
        return { name, value: isSecret ? null : given, isSecret, source: "environment" };
      }
      if (isSecret && (environment[getFileVariable(name)] ?? "") !== "") {
        return { name, value: null, isSecret, source: "file" };
      }
      if (filed.includes(name)) {
        return {
          name,
          value: null,
          isSecret,
          source: existsSync(dataDirectory) ? "data_directory" : "not_set",
        };
      }
      const value = isSecret ? null : findDefault(name);
      return { name, value: value === "" ? null : value, isSecret, source: value ? "default" : "not_set" };
    });
}
