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

interface KeyToAttend {
  id: string;
  name: string;
  hint: string;
  reason: AttentionReason;
  /** The time that the reason is about, in ISO 8601: when the key or its previous secret ends, or its creation. */
  at: string;
}

interface KeysToAttend {
  keys: KeyToAttend[];
  /** Including those beyond the limit. */
  total: number;
}

const includeSecrets = { secrets: { orderBy: { id: "desc" }, take: 2 } } as const;

/** Keys that expire soon or were never used. */
function whereDue(now: Date): Prisma.ApiKeyWhereInput {
  return {
    OR: [
      { expiresAt: { lte: new Date(now.getTime() + expiringSoonMs) } },
      { lastUsedAt: null, createdAt: { lte: new Date(now.getTime() - unusedAfterMs) } },
    ],
  };
}

/** Keys whose previous secret was used. Whether that was after the rotation is checked for each. */
function whereRotating(now: Date): Prisma.ApiKeyWhereInput {
  return { secrets: { some: { endsAt: { gt: now }, lastUsedAt: { not: null } } } };
}

/** The team's live keys that need attention, those that end first at the top. */
export async function listKeysToAttend(ctx: ServiceContext, limit: number): Promise<KeysToAttend> {
  const scope = authorize(ctx, "keys:read");
  const { now } = ctx;
  const { apiKey } = ctx.runtime.database.prisma;
  const live = {
    teamId: scope.teamId,
    revokedAt: null,
    disabledAt: null,
    AND: [whereKeyVisible(scope), { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }],
  };
  const [due, rows, rotating] = await Promise.all([
    apiKey.count({ where: { AND: [live, whereDue(now)] } }),
    apiKey.findMany({
      where: { AND: [live, { OR: [whereDue(now), whereRotating(now)] }] },
      orderBy: [{ expiresAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
      // Rotations whose previous secret is not in use are filtered out below.
      take: limit * 4,
      include: includeSecrets,
    }),
    apiKey.findMany({ where: { AND: [live, whereRotating(now)] }, include: includeSecrets }),
  ]);
  const isDue = (key: Row) => findAttentionReason({ ...key, secrets: [] }, now) !== null;
  const stillUsed = rotating.filter((key) => findAttentionReason(key, now) !== null && !isDue(key));
  return {
    keys: rows.flatMap((key) => toKeyToAttend(key, now)).slice(0, limit),
    total: due + stillUsed.length,
  };
}

type Row = Prisma.ApiKeyGetPayload<{ include: { secrets: true } }>;

function toKeyToAttend(key: Row, now: Date): KeyToAttend[] {
  const reason = findAttentionReason(key, now);
  if (reason === null) return [];
  const previousSecret = key.secrets.find(({ endsAt }) => endsAt !== null && endsAt > now);
  const at = {
    expiring: key.expiresAt,
    old_secret_used: previousSecret?.endsAt,
    // Such a key can have an expiry too.
    never_used: key.createdAt,
  }[reason];
  return [
    {
      id: key.id,
      name: key.name,
      hint: key.secrets[0]?.hint ?? "",
      reason,
      at: (at ?? key.createdAt).toISOString(),
    },
  ];
}
