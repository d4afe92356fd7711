import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notify } from "#lib/services/notices/notify.ts";
import type { MemberRow } from "./member-dto.ts";

/** Tells a person about their new role. `by` is who changed it. */
export async function notifyOfRole(
  tx: Transaction,
  ctx: ServiceContext,
  { teamId, userId, role }: Pick<MemberRow, "teamId" | "userId" | "role">,
  by: string,
): Promise<void> {
  const team = await tx.team.findUniqueOrThrow({ where: { id: teamId } });
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  await notify(tx, ctx, {
    kind: "role_changed",
    receivers: [user],
    teamId,
    data: { role, teamName: team.name, teamSlug: team.slug, by },
  });
}
