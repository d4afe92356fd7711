import type { Prisma } from "#lib/db/generated/client.ts";
import {
  type AttentionReason,
  expiringSoonMs,
  findAttentionReason,
  unusedAfterMs,
} from "#lib/keys/attention.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { whereFilter } from "./list.ts";

export interface KeyToAttend {
  id: string;
  name: string;
  hint: string;
  reason: AttentionReason;
  /** ISO 8601: when the key ends, or the old secret; null for one that does not. */
  endsAt: string | null;
  createdAt: string;
}

/** As many as one looks at; the rest follow once these are done. */
const mostKeys = 8;

/** The team's live keys that somebody should look at, those that end first before all others. */
export async function listKeysToAttend(ctx: ServiceContext): Promise<KeyToAttend[]> {
  const scope = authorize(ctx, "keys:read");
  const { now } = ctx;
  const candidates: Prisma.ApiKeyWhereInput[] = [
    { expiresAt: { lte: new Date(now.getTime() + expiringSoonMs) } },
    { lastUsedAt: null, createdAt: { lte: new Date(now.getTime() - unusedAfterMs) } },
    { secrets: { some: { endsAt: { gt: now }, lastUsedAt: { not: null } } } },
  ];
  const rows = await ctx.runtime.database.prisma.apiKey.findMany({
    where: {
      teamId: scope.teamId,
      AND: [whereFilter(scope, { status: ["active", "rotating"] }, now), { OR: candidates }],
    },
    orderBy: [{ expiresAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    // Rotations whose old secret is silent fall out below.
    take: mostKeys * 4,
    include: { secrets: { orderBy: { id: "desc" }, take: 2 } },
  });
  return rows.flatMap((key) => toKeyToAttend(key, now)).slice(0, mostKeys);
}

type Row = Prisma.ApiKeyGetPayload<{ include: { secrets: true } }>;

function toKeyToAttend(key: Row, now: Date): KeyToAttend[] {
  const reason = findAttentionReason(key, now);
  if (reason === null) return [];
  const oldSecret = key.secrets.find(({ endsAt }) => endsAt !== null && endsAt > now);
  const endsAt = reason === "old_secret_used" ? (oldSecret?.endsAt ?? null) : key.expiresAt;
  return [
    {
      id: key.id,
      name: key.name,
      hint: key.secrets[0]?.hint ?? "",
      reason,
      endsAt: endsAt?.toISOString() ?? null,
      createdAt: key.createdAt.toISOString(),
    },
  ];
}
