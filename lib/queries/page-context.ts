import "server-only";

import { headers } from "next/headers";
import type { UserActor } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import type { UsageContext } from "#lib/services/context.ts";

/** The context in which a page calls services, on behalf of the user who opened it. */
export async function createPageContext<Actor extends UserActor>(
  actor: Actor,
): Promise<UsageContext & { actor: Actor }> {
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

/** The origin of this console, for code samples. */
export async function readOrigin(): Promise<string> {
  const { config } = getRuntime();
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const host = (await headers()).get("host");
  return `http://${host ?? `${config.host}:${config.port}`}`;
}
