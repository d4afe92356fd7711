import "server-only";

import { headers } from "next/headers";
import type { UserActor } from "#lib/actor.ts";
import { createId } from "#lib/ids.ts";
import { getRuntime } from "#lib/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** What services need to answer a page's reading on behalf of the person who opened it. */
export async function createPageContext<Person extends UserActor>(
  actor: Person,
): Promise<ServiceContext & { actor: Person }> {
  const requestHeaders = await headers();
  return {
    runtime: getRuntime(),
    actor,
    request: {
      id: requestHeaders.get("x-request-id") ?? createId("request"),
      address: requestHeaders.get("x-forwarded-for"),
      agent: requestHeaders.get("user-agent"),
    },
    now: new Date(),
  };
}
