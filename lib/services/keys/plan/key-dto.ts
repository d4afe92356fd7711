import { pickKeyFields } from "#lib/contract/keys/key-fields.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { getKeyStatus } from "#lib/domain/keys/status.ts";
import { listEffectivePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** Enough for a rotation in progress and some history: a key can have been rotated a thousand times. */
export const shownSecrets = 10;

/** The relations needed to describe a key. The owner's role is the one in the key's team. */
export function includeForDto(teamId: string) {
  return {
    environment: { select: { slug: true } },
    team: {
      select: { name: true, permissions: { where: { retiredAt: null }, select: { name: true } } },
    },
    ownerUser: {
      select: {
        name: true,
        isInstanceOwner: true,
        // Someone whose account is suspended has no access to any team, as verification sees it.
        members: { where: { teamId, user: { status: "active" } }, select: { role: true, status: true } },
      },
    },
    secrets: {
      // Ids sort by time. The hash is not selected: it never leaves the database.
      orderBy: { id: "desc" },
      take: shownSecrets,
      select: { id: true, hint: true, createdAt: true, endsAt: true, lastUsedAt: true },
    },
    resources: { orderBy: { resource: "asc" }, select: { resource: true } },
  } as const satisfies Prisma.ApiKeyInclude;
}

export type KeyRow = Prisma.ApiKeyGetPayload<{ include: ReturnType<typeof includeForDto> }>;

/** The current owner. A person who left the team has no permissions. */
function describeOwner(key: KeyRow) {
  if (key.ownerType === "team") {
    return { role: key.ownerRole ?? "viewer", isInstanceOwner: false, isPresent: true, name: key.team.name };
  }
  const membership = key.ownerUser?.members[0];
  return {
    role: membership?.role ?? "viewer",
    isInstanceOwner: key.ownerUser?.isInstanceOwner ?? false,
    isPresent: membership?.status === "active",
    name: key.ownerUser?.name ?? "",
  };
}

/** Fields that are not stored as they are shown are described here one by one. */
export function toKeyDto(key: KeyRow, now: Date): KeyDto {
  const owner = describeOwner(key);
  const teamPermissions = key.team.permissions.map(({ name }) => name);
  const effective = owner.isPresent ? listEffectivePermissions(key, owner, teamPermissions) : [];
  const current = key.secrets.find((secret) => secret.endsAt === null);
  const { rateLimitPerMinute: perMinute, rateLimitPer10Seconds: per10Seconds } = key;
  return {
    id: key.id,
    teamId: key.teamId,
    ...pickKeyFields(key),
    environment: key.environment.slug,
    owner: {
      type: key.ownerType,
      id: key.ownerUserId ?? key.teamId,
      name: owner.name,
      role: owner.isPresent ? owner.role : null,
    },
    permissions: key.inheritsPermissions ? "inherit" : key.permissions,
    effectivePermissions: [...effective].sort(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    rateLimit: perMinute === null && per10Seconds === null ? null : { perMinute, per10Seconds },
    resources: key.resources.map(({ resource }) => resource),
    metadata: asMetadata(key.metadata),
    status: getKeyStatus(key, now),
    hint: current?.hint ?? "",
    createdAt: key.createdAt.toISOString(),
    updatedAt: key.updatedAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    secrets: key.secrets.map((secret) => ({
      id: secret.id,
      hint: secret.hint,
      createdAt: secret.createdAt.toISOString(),
      endsAt: secret.endsAt?.toISOString() ?? null,
      lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
    })),
  };
}

/** Only createKey and updateKey write the column, from validated metadata. */
function asMetadata(value: Prisma.JsonValue): KeyDto["metadata"] {
  return value as KeyDto["metadata"];
}
