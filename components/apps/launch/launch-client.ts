"use client";

import { requestApi } from "#components/api-client.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { launchSchema } from "#lib/contract/apps/launch-output.ts";

/** `body` is a CreateLaunchInput. Returns the address that opens the app. */
export function createLaunch({ id, teamId }: Pick<AppDto, "id" | "teamId">, body: object) {
  return requestApi({
    method: "POST",
    path: `/apps/${encodeURIComponent(id)}/launches`,
    teamId,
    body,
    schema: launchSchema,
  });
}
