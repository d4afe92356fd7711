import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { includeForDto, toKeyDto } from "../plan/key-dto.ts";

/** A key of any team, as the operator sees it. */
export interface FoundKey extends KeyDto {
  team: { slug: string; name: string; isSuspended: boolean; isDeleted: boolean };
}

/** How many keys a search returns. */
export const maxFoundKeys = 50;

/** The keys with these conditions, newest first. */
async function readKeys(
  { prisma }: Pick<Database, "prisma">,
  where: Prisma.ApiKeyWhereInput,
  now: Date,
): Promise<FoundKey[]> {
  const found = await prisma.apiKey.findMany({
    where,
    orderBy: { id: "desc" },
    take: maxFoundKeys,
    select: { id: true, teamId: true },
  });
  const keys: FoundKey[] = [];
  for (const { id, teamId } of found) {
    const key = await prisma.apiKey.findFirstOrThrow({
      where: { id, teamId },
      include: includeForDto(teamId),
    });
    const { slug, name, suspendedAt, deletedAt } = await prisma.team.findUniqueOrThrow({
      where: { id: teamId },
    });
    keys.push({
      ...toKeyDto(key, now),
      team: { slug, name, isSuspended: suspendedAt !== null, isDeleted: deletedAt !== null },
    });
  }
  return keys;
}

/** The key with this ID, in any team. */
export async function readKeyByCommand(
  { database }: ServiceContext["runtime"],
  id: string,
  now: Date,
): Promise<FoundKey | null> {
  const [key] = await readKeys(database, { id }, now);
  return key ?? null;
}

/** The keys of all teams with this text in their hint or name, newest first: at most `maxFoundKeys`. */
export function searchKeysByCommand(
  { database }: ServiceContext["runtime"],
  text: string,
  now: Date,
): Promise<FoundKey[]> {
  const hint = text.replaceAll("...", "…");
  const where: Prisma.ApiKeyWhereInput = {
    OR: [
      { id: text },
      { secrets: { some: { hint: { contains: hint } } } },
      { name: { contains: text, mode: "insensitive" } },
    ],
  };
  return readKeys(database, where, now);
}

/** The key that this secret belongs to or belonged to, whatever its format. Who looks it up has it, so that is recorded. */
export async function lookUpSecretByCommand(
  runtime: ServiceContext["runtime"],
  secret: string,
  now: Date,
): Promise<FoundKey | null> {
  const { database } = runtime;
  const hash = new Uint8Array(hashSecret(secret));
  const [key] = await readKeys(database, { secrets: { some: { hash } } }, now);
  if (key === undefined) return null;
  const ctx = createCommandContext(runtime, now);
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "key.look_up",
      target: { type: "key", id: key.id },
      changes: { team: key.teamId },
    }),
  );
  return key;
}

/** The directory's token with this text, deleted or not. */
export function lookUpProvisioningToken({ database }: ServiceContext["runtime"], text: string) {
  return database.prisma.provisioningToken.findFirst({
    where: { tokenHash: new Uint8Array(hashSecret(text)) },
    select: { id: true, name: true, deletedAt: true },
  });
}
