import { countOf } from "#lib/domain/common/count-of.ts";
import {
  containsSecret,
  isWellFormedProvisioningToken,
  isWellFormedSecret,
  secretPattern,
} from "#lib/domain/keys/secret.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import {
  type FoundKey,
  lookUpProvisioningToken,
  lookUpSecretByCommand,
  maxFoundKeys,
  readKeyByCommand,
  searchKeysByCommand,
} from "#lib/services/keys/by-command/find-keys.ts";
import { revokeKeyByCommand } from "#lib/services/keys/by-command/revoke-key.ts";
import { type Revoked, revokeTeamKeysByCommand } from "#lib/services/keys/by-command/revoke-team-keys.ts";
import {
  type AdminContext,
  AdminError,
  type AdminResult,
  AdminUsageError,
  type DatabaseCommand,
} from "../command/admin-command.ts";
import { assertMigrated } from "../command/assert-migrated.ts";
import { formatFacts, formatMoment, formatTable } from "../command/format-table.ts";
import { findTeam, readReason } from "../teams/teams.ts";
import { describeAppSecret, isAppCredential } from "./app-secrets.ts";

const reasonOption = { reason: { value: "TEXT", summary: "Why, for the audit log" } };

/** Other users of the machine and the shell's history have seen it, so what is left is to replace it. */
function assertNotSecret(text: string): void {
  if (!containsSecret(text)) return;
  throw new AdminUsageError(
    `Never type a secret as a parameter: it is now in your shell's history. Rotate the key, and next time run \`${getAdminProgram()} keys find\` and paste the secret when it asks.`,
  );
}

function createNoKeyError(id: string): AdminError {
  return new AdminError(
    `There is no key with the ID ${id}. Find it: \`${getAdminProgram()} keys find TEXT\`.`,
  );
}

export const showKey: DatabaseCommand = {
  needs: "database",
  parameters: "ID",
  summary: "Shows a key of any team, without its secret",
  run: async (context, { parameters: [id = ""] }) => {
    assertNotSecret(id);
    await assertMigrated(context);
    const key = await readKeyByCommand(context, id, new Date());
    if (key === null) throw createNoKeyError(id);
    return { lines: describeKey(key), data: key };
  },
};

function describeStatus({ status, team, owner }: FoundKey): string {
  if (status === "revoked" || status === "expired" || status === "disabled") return status;
  if (team.isDeleted) return "rejected: its team was deleted";
  if (team.isSuspended) return "rejected: its team is suspended";
  return owner.role === null ? "rejected: its owner is suspended or left the team" : status;
}

function describeKey(key: FoundKey): string[] {
  return formatFacts({
    Name: key.name,
    ID: key.id,
    Hint: key.hint === "" ? "none: every secret has ended" : key.hint,
    Team: `${key.team.name} (${key.team.slug})`,
    Environment: key.environment,
    Owner: key.owner.type === "team" ? "the team" : key.owner.name,
    Status: describeStatus(key),
    Expires: formatMoment(key.expiresAt),
    Created: formatMoment(key.createdAt),
    "Last used": formatMoment(key.lastUsedAt),
  });
}

export const findKeys: DatabaseCommand = {
  needs: "database",
  parameters: "[TEXT]",
  summary: "Finds keys by a part of their hint or name, or by a secret from the standard input",
  readsStandardInput: "without_parameters",
  run: async (context, { parameters: [text], standardInput }) => {
    if (text !== undefined) assertNotSecret(text);
    await assertMigrated(context);
    return text === undefined ? findBySecret(context, standardInput.trim()) : findByText(context, text);
  },
};

async function findByText(context: AdminContext, text: string): Promise<AdminResult> {
  if (text.trim() === "") throw new AdminUsageError("Type a part of the key's hint or name.");
  const keys = await searchKeysByCommand(context, text.trim(), new Date());
  const rows = keys.map((key) => [key.id, key.hint, key.name, key.team.slug, describeStatus(key)]);
  const count =
    keys.length < maxFoundKeys
      ? countOf(keys.length, "key")
      : `The newest ${maxFoundKeys}. Type more of the hint or name to see others.`;
  return { lines: [...formatTable(rows), count], data: keys };
}

async function findBySecret(context: AdminContext, secret: string): Promise<AdminResult> {
  if (secret === "") throw new AdminUsageError("Paste the secret into the standard input, or type a TEXT.");
  const key = await lookUpSecretByCommand(context, secret, new Date());
  if (key !== null) {
    return { lines: [...describeKey(key), "", adviseOn(key)], data: key };
  }
  if (isWellFormedProvisioningToken(secret)) return describeToken(context, secret);
  if (isAppCredential(secret)) return describeAppSecret(context, secret);
  throw new AdminError(explainUnknown(context, secret));
}

function adviseOn({ id, status }: FoundKey): string {
  if (status === "revoked") return "It was deleted: nobody can use this secret.";
  return `If the secret has leaked, delete the key now: \`${getAdminProgram()} keys revoke ${id}\`.`;
}

async function describeToken(context: AdminContext, text: string): Promise<AdminResult> {
  const token = await lookUpProvisioningToken(context, text);
  if (token === null) throw new AdminError("A directory's token, but not one of this console.");
  const line =
    token.deletedAt === null
      ? `The directory's token "${token.name}". If it has leaked, delete it on the page Provisioning.`
      : `The directory's token "${token.name}", which was deleted.`;
  return { lines: [line], data: { provisioningToken: token.id, isDeleted: token.deletedAt !== null } };
}

/** Says as much as the text itself reveals. */
function explainUnknown({ config }: AdminContext, secret: string): string {
  if (isWellFormedSecret(secret)) {
    return "A secret of this product, but of no key of this console. It may belong to another installation.";
  }
  if (secret.match(secretPattern) !== null || /^bet?_/.test(secret)) {
    return `Not a complete secret: a character is wrong or missing. Copy it again, or search for its hint: \`${getAdminProgram()} keys find TEXT\`.`;
  }
  const prefix = config.keyImportPrefixes.find((known) => secret.startsWith(known));
  return prefix === undefined
    ? "Not a secret of this console. Its secrets start with be_, and the tokens of its apps with bet_."
    : `Starts with ${prefix}, but belongs to no key of this console.`;
}

export const revokeKey: DatabaseCommand = {
  needs: "database",
  parameters: "ID",
  summary: "Deletes a key of any team immediately and permanently",
  options: reasonOption,
  run: async (context, { parameters: [id = ""], options }) => {
    assertNotSecret(id);
    const reason = readReason(options.reason) ?? null;
    await assertMigrated(context);
    switch (await revokeKeyByCommand(context, { id, reason, now: new Date() })) {
      case "revoked":
        return { lines: [`${id} is deleted. It is rejected from now on.`], data: { id, hasChanged: true } };
      case "was_revoked":
        return { lines: [`${id} was already deleted.`], data: { id, hasChanged: false } };
      case "no_key":
        throw createNoKeyError(id);
    }
  },
};

function describeRevoked({ keys, apps }: Revoked): string {
  const parts = [
    `${countOf(keys, "key")} deleted`,
    ...(apps === 0 ? [] : [`${countOf(apps, "app")} disabled`]),
  ];
  return parts.join(", ");
}

export const revokeTeamKeys: DatabaseCommand = {
  needs: "database",
  parameters: "SLUG",
  summary: "Deletes all keys of a team immediately and permanently, and disables its apps",
  options: { yes: { value: null, summary: "Confirms it" }, ...reasonOption },
  run: async (context, { parameters: [slug = ""], options, signal, report }) => {
    const reason = readReason(options.reason) ?? null;
    const { id: teamId } = await findTeam(context, slug);
    if (options.yes !== true) {
      throw new AdminUsageError(
        `This deletes all keys of ${slug}, which can't be undone, and disables its apps. Add --yes to confirm it. To reject them for a while instead: \`${getAdminProgram()} teams suspend ${slug}\`.`,
      );
    }
    const revoked = await revokeTeamKeysByCommand(context, {
      teamId,
      reason,
      now: new Date(),
      signal,
      onProgress: (total) => report(`${describeRevoked(total)} so far`),
    });
    const data = { teamId, revokedKeys: revoked.keys, disabledApps: revoked.apps };
    if (revoked.keys + revoked.apps === 0) {
      return { lines: [`${slug} had no key to delete and no app to disable.`], data };
    }
    const lines = [
      `${slug}: ${describeRevoked(revoked)}.`,
      ...(revoked.apps === 0
        ? []
        : ["The tokens of the apps are rejected. Replace an app's secrets before someone enables it again."]),
      "Members can still generate new keys and enable apps, unless the team is suspended.",
    ];
    return { lines, data };
  },
};
