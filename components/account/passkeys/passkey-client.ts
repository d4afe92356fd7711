"use client";

import { requestApi } from "#components/api-client.ts";
import type { ApiFailure, ApiResult } from "#components/api-failure.ts";
import type { CeremonyProblem } from "#components/passkey-ceremony.ts";
import {
  type CreatedPasskeyDto,
  createdPasskeySchema,
  passkeyOptionsSchema,
  passkeySchema,
} from "#lib/contract/people/passkeys.ts";
import { passkeyTexts } from "./texts.ts";

const path = "/me/passkeys";

function createFailure(problem: Exclude<CeremonyProblem, "canceled">): ApiFailure {
  return { status: 0, code: problem, message: passkeyTexts.problems[problem], details: [], requestId: null };
}

/** Adds a passkey, for which the browser opens a dialog of its own. Null if the person closed that dialog. */
export async function addPasskey(name: string): Promise<ApiResult<CreatedPasskeyDto> | null> {
  // Only here, because most people never add a passkey.
  const { createPasskeyInBrowser } = await import("#components/passkey-ceremony.ts");
  const options = await requestApi({
    method: "POST",
    path: `${path}/options`,
    schema: passkeyOptionsSchema,
  });
  if (!options.isOk) return options;
  const created = await createPasskeyInBrowser(options.data);
  if (!created.isOk) {
    return created.problem === "canceled" ? null : { isOk: false, failure: createFailure(created.problem) };
  }
  const { id, response } = created.credential;
  const { clientDataJSON, attestationObject, transports = [] } = response;
  return requestApi({
    method: "POST",
    path,
    body: { name, credential: { id, response: { clientDataJSON, attestationObject, transports } } },
    schema: createdPasskeySchema,
  });
}

export function renamePasskey(id: string, name: string) {
  const own = `${path}/${encodeURIComponent(id)}`;
  return requestApi({ method: "PATCH", path: own, body: { name }, schema: passkeySchema });
}

export function removePasskey(id: string) {
  const own = `${path}/${encodeURIComponent(id)}`;
  return requestApi({ method: "DELETE", path: own, schema: passkeySchema });
}
