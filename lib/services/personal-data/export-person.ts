import { createId } from "#lib/domain/common/ids.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readUntilAborted } from "./events-of-person.ts";
import { findReferences } from "./find-person.ts";
import { recordExport, writePerson } from "./write-person.ts";

/** Everything about a person as the parts of one JSON document, on behalf of the operator. */
export async function* exportPerson(
  runtime: ServiceContext["runtime"],
  user: User,
  { now, signal }: { now: Date; signal: AbortSignal },
): AsyncGenerator<string> {
  const references = await findReferences(runtime, user, signal);
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  await recordExport(ctx, user.id);
  const { prisma } = runtime.database;
  yield* writePerson(user, {
    prisma,
    reads: readUntilAborted(runtime, signal),
    references,
    isForOperator: true,
  });
}
