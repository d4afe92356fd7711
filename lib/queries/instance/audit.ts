import "server-only";

import type { AuditFilter } from "#lib/contract/team/audit-events.ts";
import { listFrom } from "#lib/queries/list-from.ts";
import { searchInstanceEvents } from "#lib/services/audit/list.ts";
import { openInstance, runInInstanceTurn } from "./open-instance.ts";

/** Enough administrators for a menu. */
const maxAdministrators = 100;

/** The console's own events. `toFilter` resolves ranges such as "today" at the time of the page. */
export async function readInstanceAuditPage(
  toFilter: (now: Date) => AuditFilter,
  cursor: string | undefined,
) {
  const ctx = await openInstance("/instance/audit");
  const filter = toFilter(ctx.now);
  const events = await runInInstanceTurn(ctx, "listInstanceEvents", (heavy) =>
    listFrom((from) => searchInstanceEvents(heavy, { ...filter, limit: 50, cursor: from }), cursor),
  );
  const administrators = await ctx.runtime.database.prisma.user.findMany({
    where: { isInstanceOwner: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: maxAdministrators,
    select: { id: true, name: true, status: true },
  });
  return {
    events,
    everyone: administrators,
    names: { people: {}, environments: {} },
    isContinued: cursor !== undefined,
    now: ctx.now.toISOString(),
  };
}
