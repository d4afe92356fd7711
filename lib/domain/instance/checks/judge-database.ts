import { type Check, createCheck, describeBytes } from "./check.ts";
import type { DatabaseFacts, InstanceFacts, RoleFacts, SecretFacts } from "./facts.ts";

const noDatabase = "The database can't be reached.";

const fullShare = 0.8;

export function judgeDatabase({ database, databaseProblem }: InstanceFacts): Check {
  const name = "Database";
  if (database === null) {
    return createCheck(
      name,
      "problem",
      databaseProblem ?? "The database doesn't answer. Check that it is running.",
    );
  }
  const text = `${database.version}, ${database.kind === "embedded" ? "embedded" : "server"}, ${describeBytes(database.sizeBytes)}.`;
  const { role } = database;
  if (role !== null && role.connections > role.maxConnections * fullShare) {
    return createCheck(
      name,
      "warning",
      `${text} ${role.connections} of ${role.maxConnections} connections are in use. Raise max_connections, or lower DATABASE_CONNECTIONS.`,
    );
  }
  const connections =
    role === null ? "" : ` ${role.connections} of ${role.maxConnections} connections in use.`;
  return createCheck(name, "ok", text + connections);
}

export function judgeRole(database: DatabaseFacts | null): Check | null {
  if (database === null || database.role === null) return null;
  return judgeServerRole(database.role);
}

function judgeServerRole({ name: role, isSuperuser, mayRewriteAudit, closedTables }: RoleFacts): Check {
  const name = "Database role";
  if (closedTables.length > 0) {
    return createCheck(
      name,
      "problem",
      `${role} has no access to ${closedTables.join(", ")}. Run the grants in docs/self-hosting.md (The database role) again.`,
    );
  }
  if (isSuperuser) {
    return createCheck(
      name,
      "warning",
      `${role} is a superuser. Use a role of its own: docs/self-hosting.md (The database role).`,
    );
  }
  if (mayRewriteAudit) {
    return createCheck(
      name,
      "warning",
      `${role} could rewrite the audit log. Use a role that can't: docs/self-hosting.md (The database role).`,
    );
  }
  return createCheck(name, "ok", `${role} has what it needs, and can't rewrite the audit log.`);
}

export function judgeMigrations({ migrations, adminProgram }: InstanceFacts): Check {
  const name = "Migrations";
  switch (migrations) {
    case null:
      return createCheck(name, "unknown", noDatabase);
    case "current":
      return createCheck(name, "ok", "The database is up to date.");
    case "behind":
      return createCheck(
        name,
        "problem",
        `The database is older than this version. Start the console, or run \`${adminProgram} migrate status\`.`,
      );
    case "ahead":
      return createCheck(
        name,
        "warning",
        "A newer version has changed the database. This version works, but update it soon.",
      );
  }
}

export function judgeClock({ clockDifferenceMs }: InstanceFacts): Check {
  const name = "Clock";
  if (clockDifferenceMs === null) return createCheck(name, "unknown", noDatabase);
  const seconds = (Math.abs(clockDifferenceMs) / 1000).toFixed(1);
  const direction = clockDifferenceMs > 0 ? "ahead of" : "behind";
  if (Math.abs(clockDifferenceMs) < 2_000) {
    return createCheck(name, "ok", `The clocks of this machine and the database differ by ${seconds} s.`);
  }
  const text = `This machine's clock is ${seconds} s ${direction} the database's.`;
  const state = Math.abs(clockDifferenceMs) < 30_000 ? "warning" : "problem";
  return createCheck(
    name,
    state,
    `${text} Synchronize both with NTP: codes of authenticator apps and links depend on it.`,
  );
}

function listFingerprints(fingerprints: readonly string[]): string {
  return fingerprints.join(", ");
}

export function judgeSecrets(secrets: SecretFacts | null): Check[] {
  if (secrets === null) {
    return ["AUDIT_SECRET", "SESSION_SECRET"].map((name) =>
      createCheck(name, "unknown", "What it opens is in the database, which can't be reached."),
    );
  }
  return [judgeAuditSecret(secrets), judgeSessionSecret(secrets)];
}

function judgeAuditSecret({ audit, opensAudit }: SecretFacts): Check {
  const name = "AUDIT_SECRET";
  const text = `Fingerprint ${listFingerprints(audit)}.`;
  if (opensAudit === null) return createCheck(name, "ok", `${text} The audit log has no event yet.`);
  if (opensAudit) return createCheck(name, "ok", `${text} It signed the newest event of the audit log.`);
  return createCheck(
    name,
    "problem",
    `${text} The newest event of the audit log was signed with another secret, so the log can't be verified. Set the secret that this database was used with.`,
  );
}

function judgeSessionSecret({ session, sealedWithEarlier, sealedWithUnknown }: SecretFacts): Check {
  const name = "SESSION_SECRET";
  const text = `Fingerprint ${listFingerprints(session)}.`;
  if (sealedWithUnknown > 0) {
    return createCheck(
      name,
      "problem",
      `${text} ${sealedWithUnknown} stored secrets of authenticator apps or emails need another secret. Add the earlier one at the end, after a comma.`,
    );
  }
  if (sealedWithEarlier > 0) {
    return createCheck(
      name,
      "warning",
      `${text} ${sealedWithEarlier} stored secrets or emails still need an earlier one. Keep it until this warning is gone.`,
    );
  }
  return createCheck(name, "ok", `${text} It opens everything that is stored.`);
}
