import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { getThumbprint } from "#lib/domain/apps/key-set.ts";
import type { TokenFormat } from "#lib/domain/apps/scopes.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { type Creator, readCreators } from "./read-creators.ts";

/** Enough for a grace period and some history. At most two of them work at once. */
const shownSecrets = 10;

export const includeForDto = {
  environment: true,
  secrets: {
    // Ids sort by time. The hash is not selected: it never leaves the database.
    orderBy: { id: "desc" },
    take: shownSecrets,
    select: { id: true, hint: true, createdById: true, createdAt: true, endsAt: true, lastUsedAt: true },
  },
  _count: { select: { rules: { where: { deletedAt: null } } } },
} as const satisfies Prisma.AppInclude;

export type AppRow = Prisma.AppGetPayload<{ include: typeof includeForDto }>;

type Jwks = AppDto["jwks"];

/** Only createApp and updateApp write the column, from a validated key set. */
export function readJwks({ jwks }: Pick<AppRow, "jwks">): Jwks {
  return jwks as Jwks;
}

/** Whether the app can prove who it is by signed assertions. */
export function hasKeys({ jwks, jwksUri }: Pick<AppRow, "jwks" | "jwksUri">): boolean {
  return jwks !== null || jwksUri !== null;
}

/** Whether the app can get tokens without a secret: by signed assertions, or in exchange for tokens of an issuer. */
export function worksWithoutSecret(app: Pick<AppRow, "jwks" | "jwksUri" | "_count">): boolean {
  return hasKeys(app) || app._count.rules > 0;
}

export function getRateLimit({ rateLimitPerMinute, rateLimitPer10Seconds }: AppRow): AppDto["rateLimit"] {
  if (rateLimitPerMinute === null && rateLimitPer10Seconds === null) return null;
  return { perMinute: rateLimitPerMinute, per10Seconds: rateLimitPer10Seconds };
}

function getStatus({ deletedAt, disabledAt }: AppRow): AppDto["status"] {
  if (deletedAt !== null) return "deleted";
  return disabledAt === null ? "active" : "disabled";
}

/** What the history shows of an app. Its public keys are recorded by their thumbprints. */
export function describeApp(app: AppRow) {
  const { name, scopes, role, redirectUris, launchUri, jwksUri, tokenFormat, allowedIps } = app;
  const jwks = readJwks(app)?.keys.map(getThumbprint) ?? null;
  const rateLimit = getRateLimit(app);
  return { name, scopes, role, redirectUris, launchUri, jwks, jwksUri, tokenFormat, allowedIps, rateLimit };
}

function toAppDto(app: AppRow, creators: ReadonlyMap<string, Creator>): AppDto {
  return {
    id: app.id,
    teamId: app.teamId,
    name: app.name,
    description: app.description,
    kind: app.kind,
    environment: app.environment.slug,
    scopes: app.scopes,
    redirectUris: app.redirectUris,
    launchUri: app.launchUri,
    jwks: readJwks(app),
    jwksUri: app.jwksUri,
    tokenFormat: readTokenFormat(app),
    allowedIps: app.allowedIps,
    rateLimit: getRateLimit(app),
    role: app.role,
    status: getStatus(app),
    createdAt: app.createdAt.toISOString(),
    updatedAt: app.updatedAt.toISOString(),
    lastTokenAt: app.lastTokenAt?.toISOString() ?? null,
    secrets: app.secrets.map((secret) => ({
      id: secret.id,
      hint: secret.hint,
      createdAt: secret.createdAt.toISOString(),
      endsAt: secret.endsAt?.toISOString() ?? null,
      lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
      creator: creators.get(secret.createdById) ?? { id: secret.createdById, name: null, isMember: false },
    })),
  };
}

/** Only createApp and updateApp write the column. */
function readTokenFormat({ tokenFormat }: AppRow): TokenFormat {
  return tokenFormat === "jwt" ? "jwt" : "opaque";
}

/** Describes apps, with who created their secrets. */
export async function toAppDtos(
  tx: Pick<Transaction, "user" | "apiKey">,
  scope: Scope,
  apps: readonly AppRow[],
): Promise<AppDto[]> {
  const ids = apps.flatMap(({ secrets }) => secrets.map(({ createdById }) => createdById));
  const creators = await readCreators(tx, scope, ids);
  return apps.map((app) => toAppDto(app, creators));
}

export async function describeOne(
  tx: Pick<Transaction, "user" | "apiKey">,
  scope: Scope,
  app: AppRow,
): Promise<AppDto> {
  const creators = await readCreators(
    tx,
    scope,
    app.secrets.map(({ createdById }) => createdById),
  );
  return toAppDto(app, creators);
}
