import type { CheckListDto } from "#lib/contract/instance/state.ts";
import { listChecks } from "#lib/domain/instance/checks/list-checks.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { gatherFacts } from "./gather-facts.ts";

/** GET /instance/checks: what `npm run admin -- doctor` checks. It connects to everything that the console uses. */
export async function runChecks(ctx: HeavyContext): Promise<CheckListDto> {
  authorizeInstanceOwner(ctx);
  const { config, database, secrets } = ctx.runtime;
  const facts = await gatherFacts({
    config,
    database,
    databaseProblem: null,
    secrets,
    isRunning: true,
    url: getConsoleAddress(config),
  });
  return { data: listChecks(facts), nextCursor: null };
}
