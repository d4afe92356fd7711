import { countOf } from "#lib/domain/common/count-of.ts";
import { type SecretPurpose, secretPurposes } from "#lib/domain/instance/secret-check.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { acceptLoss } from "#lib/services/secrets/accept-loss.ts";
import { describeUses } from "#lib/services/secrets/count-uses.ts";
import { describeSecrets, type SecretState } from "#lib/services/secrets/describe-secrets.ts";
import { resealAll } from "#lib/services/secrets/reseal-all.ts";
import { dropUnusedInFile, isInFile, rotateInFile } from "#lib/services/secrets/rotate.ts";
import { secretSettings } from "#lib/services/secrets/secret-records.ts";
import { AdminUsageError, type DatabaseCommand } from "../command/admin-command.ts";

function parseSetting(name: string | undefined): SecretPurpose[] {
  if (name === undefined) return [...secretPurposes];
  const purpose = secretPurposes.find((candidate) => secretSettings[candidate] === name);
  if (purpose === undefined) throw new AdminUsageError("SETTING is SESSION_SECRET or AUDIT_SECRET.");
  return [purpose];
}

function describeState({
  setting,
  fingerprint,
  state,
  uses,
  signedUntil,
  canBeRemoved,
}: SecretState): string {
  const needed = uses === null ? "" : `, needed by ${describeUses(uses)}`;
  const isNew = state === "previous" && signedUntil === null ? ", has never signed" : "";
  const advice = canBeRemoved ? ": can be removed" : "";
  return `${setting.padEnd(14)}  ${fingerprint}  ${state}${isNew}${needed}${advice}`;
}

export const secretsStatus: DatabaseCommand = {
  needs: "database",
  acceptsAnySecrets: true,
  parameters: "",
  summary: "Shows each secret by its fingerprint, what needs it, and whether it can be removed",
  run: async (context) => {
    await resealAll(context);
    const states = await describeSecrets(context, await readDatabaseTime(context.database));
    const isFine = states.every(({ state }) => state !== "missing");
    const lines = states.map(describeState);
    if (!isFine) lines.push("", "A missing secret is expected, because something was signed with it.");
    return { lines, data: states, isFine };
  },
};

function describeSteps(setting: string): string[] {
  return [
    `${setting} is set in the environment. To replace it without signing anyone out:`,
    "  1. Generate a secret: openssl rand -hex 32",
    `  2. Add it at the end, after a comma: ${setting}=CURRENT,NEW. Restart all instances, one after the other.`,
    `  3. Move it to the front: ${setting}=NEW,CURRENT. Restart all instances, one after the other.`,
    `  4. Wait until "${getAdminProgram()} secrets status" says that the previous secret can be removed.`,
    `  5. Remove it: ${setting}=NEW. Restart instances with pages first, then those with SERVE=api.`,
    "With a single instance, skip step 2.",
  ];
}

export const secretsRotate: DatabaseCommand = {
  needs: "database",
  parameters: "[SETTING]",
  summary: "Adds a new secret, or says how to add one that is set in the environment",
  run: async (context, { parameters: [name] }) => {
    const now = await readDatabaseTime(context.database);
    const lines: string[] = [];
    const data: { setting: string; fingerprint: string | null }[] = [];
    for (const purpose of parseSetting(name)) {
      const setting = secretSettings[purpose];
      if (!isInFile(context, purpose)) {
        lines.push(...describeSteps(setting));
        data.push({ setting, fingerprint: null });
        continue;
      }
      const fingerprint = await rotateInFile(context, purpose, now);
      lines.push(
        `DATA_DIR has a new ${setting} with the fingerprint ${fingerprint}. Restart the console now to use it. Back up both files, ${purpose}-secret and ${purpose}-secret-previous.`,
      );
      data.push({ setting, fingerprint });
    }
    return { lines, data };
  },
};

export const secretsDrop: DatabaseCommand = {
  needs: "database",
  parameters: "[SETTING]",
  summary: "Removes previous secrets from DATA_DIR that nothing needs any more",
  run: async (context, { parameters: [name] }) => {
    await resealAll(context);
    const now = await readDatabaseTime(context.database);
    const data: { setting: string; removed: number | null }[] = [];
    for (const purpose of parseSetting(name)) {
      const removed = isInFile(context, purpose) ? await dropUnusedInFile(context, purpose, now) : null;
      data.push({ setting: secretSettings[purpose], removed });
    }
    const lines = data.map(({ setting, removed }) =>
      removed === null
        ? `${setting} is set in the environment: remove a previous secret there once "secrets status" says that it can be removed.`
        : `${setting}: removed ${countOf(removed, "previous secret")}.`,
    );
    return { lines, data };
  },
};

export const secretsAccept: DatabaseCommand = {
  needs: "database",
  acceptsAnySecrets: true,
  parameters: "SETTING",
  summary: "Continues without a secret that is lost",
  run: async (context, { parameters: [name] }) => {
    const [purpose = "session"] = parseSetting(name);
    const setting = secretSettings[purpose];
    const accepted = await acceptLoss(context, purpose);
    if (accepted === null) {
      return { lines: [`${setting} contains every secret that is needed.`], data: null };
    }
    const lines = [`The console can start without the earlier ${setting}. The audit log records this.`];
    if (purpose === "audit") {
      lines.push(
        `${countOf(accepted.restartedChains, "audit log")} continued as a new section. Earlier events can be read, but not verified.`,
      );
    } else {
      lines.push(
        `${countOf(accepted.endedSessions, "session")} ended. People with an authenticator app sign in with a recovery code. Credentials of FHIR servers must be set again.`,
      );
    }
    return { lines, data: accepted };
  },
};
