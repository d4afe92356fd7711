import {
  type AttentionReason,
  expiringSoonMs,
  findAttentionReason,
  unusedAfterMs,
} from "#lib/domain/keys/attention.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";

export interface KeyToAttend {
  id: string;
  name: string;
  hint: string;
  reason: AttentionReason;
  /** When the key or its previous secret ends, in ISO 8601. Null: never. */
  endsAt: string | null;
  createdAt: string;
}

/** As many as fit on the page. The others follow when these are done. */
const maxKeys = 8;

/** The team's live keys that need attention, those that end first at the top. */
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
      revokedAt: null,
      disabledAt: null,
      AND: [
        whereKeyVisible(scope),
        { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        { OR: candidates },
      ],
    },
    orderBy: [{ expiresAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    // Rotations whose previous secret is not in use are filtered out below.
    take: maxKeys * 4,
    include: { secrets: { orderBy: { id: "desc" }, take: 2 } },
  });
  return rows.flatMap((key) => toKeyToAttend(key, now)).slice(0, maxKeys);
}

type Row = Prisma.ApiKeyGetPayload<{ include: { secrets: true } }>;

function toKeyToAttend(key: Row, now: Date): KeyToAttend[] {
  const reason = findAttentionReason(key, now);
  if (reason === null) return [];
  const previousSecret = key.secrets.find(({ endsAt }) => endsAt !== null && endsAt > now);
  const endsAt = reason === "old_secret_used" ? (previousSecret?.endsAt ?? null) : key.expiresAt;
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
