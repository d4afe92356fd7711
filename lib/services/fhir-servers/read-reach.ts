import type { FhirReachDto } from "#lib/contract/resources/fhir-gateway.ts";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import { isAtLeast, roles } from "#lib/domain/rbac/roles.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { whereAppVisible, whereKeyVisible } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";
import type { FhirServerRow } from "./fhir-server-dto.ts";
import { findFhirServer } from "./find-fhir-server.ts";
import { areKeysAllowed } from "./gateway/plan-gateway.ts";

const maxListed = 100;

const dataPermissions = ["fhir.data:read", "fhir.data:write"] as const;

/** The roles that hold these permissions: a key of anyone else lists them without effect. */
const holdingRoles = roles.filter((role) =>
  dataPermissions.some((permission) => isAtLeast(role, builtInPermissions[permission])),
);

function isDataPermission(name: string): boolean {
  return dataPermissions.some((permission) => permission === name);
}

/** `patient/` and `user/` scopes need a person who launches the app, which the gateway doesn't support. */
function isDataScope(scope: string): boolean {
  return isDataPermission(scope) || readSmartScope(scope)?.level === "system";
}

type Reader = Pick<ServiceContext["runtime"]["database"], "prisma">;

/** The apps in the server's environment that are neither deleted nor without such scopes, one more than are listed. */
async function findApps({ prisma }: Reader, scope: Scope, { environmentId }: FhirServerRow) {
  const { teamId } = scope;
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM apps
    WHERE team_id = ${teamId} AND environment_id = ${environmentId} AND deleted_at IS NULL
      AND EXISTS (SELECT FROM unnest(scopes) scope WHERE scope LIKE 'system/%' OR scope = ANY(${[...dataPermissions]}))
    ORDER BY created_at DESC, id DESC LIMIT ${maxListed + 1}`;
  return prisma.app.findMany({
    where: { teamId, AND: [{ id: { in: rows.map(({ id }) => id) } }, whereAppVisible(scope)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, name: true, scopes: true },
  });
}

/** The current keys that reach the server's data, one more than are listed. */
function findKeys({ prisma }: Reader, scope: Scope, server: FhirServerRow, now: Date) {
  const { teamId } = scope;
  const owner: Prisma.ApiKeyWhereInput[] = [
    { ownerType: "team", ownerRole: { in: holdingRoles } },
    {
      ownerUser: {
        status: "active",
        members: { some: { teamId, status: "active", role: { in: holdingRoles } } },
      },
    },
  ];
  const resource = `${fhirServerKind}:${server.id}`;
  return prisma.apiKey.findMany({
    where: {
      teamId,
      environmentId: server.environmentId,
      revokedAt: null,
      inheritsPermissions: false,
      permissions: { hasSome: [...dataPermissions] },
      AND: [
        { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        { OR: [{ resources: { none: {} } }, { resources: { some: { resource } } }] },
        { OR: owner },
        whereKeyVisible(scope),
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: maxListed + 1,
    select: { id: true, name: true, permissions: true },
  });
}

/**
 * GET /fhir/servers/{id}/reach: which apps and keys can reach the server's data through its gateway. Also needs the permissions
 * to see apps and keys, because it names them.
 */
export async function readFhirReach(ctx: ServiceContext, { id }: { id: string }): Promise<FhirReachDto> {
  const scope = authorize(ctx, "fhir.servers:read");
  for (const permission of ["apps:read", "keys:read"]) authorize(ctx, permission);
  const { database } = ctx.runtime;
  const server = await findFhirServer(database.prisma, scope, id);
  const apps = await findApps(database, scope, server);
  const keys = areKeysAllowed(server) ? await findKeys(database, scope, server, ctx.now) : [];
  return {
    apps: apps
      .slice(0, maxListed)
      .map(({ scopes, ...app }) => ({ ...app, scopes: scopes.filter(isDataScope) })),
    keys: keys
      .slice(0, maxListed)
      .map(({ permissions, ...key }) => ({ ...key, permissions: permissions.filter(isDataPermission) })),
    hasMore: apps.length > maxListed || keys.length > maxListed,
  };
}
