import "server-only";

import { notFound } from "next/navigation";
import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { readFhirServer } from "#lib/services/fhir-servers/read.ts";
import { readFhirReach } from "#lib/services/fhir-servers/read-reach.ts";
import { readFhirUsage } from "#lib/services/fhir-servers/read-usage.ts";
import { listFhirPeople, listLinkedIds } from "#lib/services/launch/people/list.ts";
import { listFrom } from "./list-from.ts";
import { createPageContext, readOrigin } from "./page-context.ts";
import { readPeople } from "./team.ts";

/** Older events are in the audit log. */
const maxEvents = 15;

const usageDays = 7;

const peoplePageSize = 50;

interface ServerAddress {
  teamSlug: string;
  serverId: string;
}

/** Responds with 404 if the server doesn't exist or belongs to another team. */
async function readServerOrNotFound(ctx: ServiceContext, id: string) {
  try {
    return await Promise.all([
      readFhirServer(ctx, { id }),
      readFhirReach(ctx, { id }),
      readFhirUsage(ctx, { id, days: usageDays }),
    ]);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  }
}

/** The data of a FHIR server's page. Visitors sign in first and return to `returnPath`. */
export async function readServerPage({ teamSlug, serverId }: ServerAddress, returnPath: string) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const [[server, reach, usage], environments, people, origin] = await Promise.all([
    readServerOrNotFound(ctx, serverId),
    listEnvironments(ctx),
    readPeople(ctx),
    readOrigin(),
  ]);
  const { id, slug, name, role } = actor.team;
  return {
    server,
    reach,
    usage,
    environments,
    people,
    team: { id, slug, name },
    can: {
      write: actor.permissions.has("fhir.servers:write"),
      manageGateway: actor.permissions.has("fhir.gateway:write"),
      allowKeys: role === "owner",
    },
    apiAddress: `${origin}/v1/api`,
    now: ctx.now.toISOString(),
  };
}

/** Who members are on the server. Null if the viewer can't see it. */
export async function readServerPeople({ teamSlug, serverId }: ServerAddress, cursor: string | undefined) {
  const actor = await requirePageActor(teamSlug);
  if (!actor.permissions.has("fhir.gateway:write")) return null;
  const ctx = await createPageContext(actor);
  const [list, linkedIds] = await Promise.all([
    listFrom((from) => listFhirPeople(ctx, { id: serverId, limit: peoplePageSize, cursor: from }), cursor),
    listLinkedIds(ctx, { id: serverId }),
  ]);
  return { list, linkedIds, isContinued: cursor !== undefined };
}

/** The latest events of the server, newest first. Null if the viewer can't read the audit log. */
export async function readServerHistory({
  teamSlug,
  serverId,
}: ServerAddress): Promise<Page<AuditEventDto> | null> {
  const actor = await requirePageActor(teamSlug);
  if (!actor.permissions.has("audit:read")) return null;
  return listAuditEvents(await createPageContext(actor), { target: serverId, limit: maxEvents });
}
