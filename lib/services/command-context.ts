import { createId } from "#lib/domain/common/ids.ts";
import type { ServiceContext } from "./context.ts";

/** The name of the operator, who runs the commands of `npm run admin`, in audit events. */
export const operatorName = "admin-command";

/** The context of what the operator does. Access to the server, which it needs, is its authorization. */
export function createCommandContext(runtime: ServiceContext["runtime"], now: Date): ServiceContext {
  return {
    runtime,
    actor: { type: "system", name: operatorName },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
}
