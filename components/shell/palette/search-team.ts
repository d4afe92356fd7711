"use client";

import { requestApi } from "#components/api-client.ts";
import type { ApiResult } from "#components/api-failure.ts";
import { type AppDto, appPageSchema } from "#lib/contract/apps/app-output.ts";
import { keyPageSchema, keySchema } from "#lib/contract/keys/keys.ts";
import { memberPageSchema } from "#lib/contract/people/members.ts";
import { type FhirServerDto, fhirServerPageSchema } from "#lib/contract/resources/fhir-servers.ts";

// Loaded with the first search, because it includes the response schemas.

const maxKeys = 6;

/** What the palette shows of a key. */
export interface FoundKey {
  id: string;
  name: string;
  hint: string;
  environment: string;
}

const idPattern = /^key_[0-9a-z]{26}$/;

/** The keys that match the text, or the key with this id. Without text, those used last. */
export async function searchKeys(teamId: string, text: string, signal: AbortSignal): Promise<FoundKey[]> {
  if (idPattern.test(text)) {
    const result = await requestApi({
      method: "GET",
      path: `/keys/${text}`,
      teamId,
      signal,
      schema: keySchema,
    });
    return result.isOk ? [result.data] : [];
  }
  const query = new URLSearchParams({ limit: String(maxKeys) });
  if (text === "") query.set("sort", "-lastUsedAt");
  else query.set("q", text);
  const path = `/keys?${query}`;
  const result = await requestApi({ method: "GET", path, teamId, signal, schema: keyPageSchema });
  return result.isOk ? result.data.data : [];
}

export interface Person {
  userId: string;
  name: string;
  email: string;
}

/** The members of the team. The palette finds people among the first 100. */
export async function listPeople(teamId: string, signal: AbortSignal): Promise<ApiResult<Person[]>> {
  const path = `/teams/${encodeURIComponent(teamId)}/members?status=active&limit=100`;
  const result = await requestApi({ method: "GET", path, signal, schema: memberPageSchema });
  return result.isOk ? { isOk: true, data: result.data.data } : result;
}

/** The apps of the team that aren't deleted. The palette finds apps among the newest 100. */
export async function listApps(teamId: string, signal: AbortSignal): Promise<ApiResult<AppDto[]>> {
  const path = "/apps?limit=100";
  const result = await requestApi({ method: "GET", path, teamId, signal, schema: appPageSchema });
  return result.isOk ? { isOk: true, data: result.data.data } : result;
}

/** The FHIR servers of the team. The palette finds servers among the newest 100. */
export async function listServers(teamId: string, signal: AbortSignal): Promise<ApiResult<FhirServerDto[]>> {
  const path = "/fhir/servers?limit=100";
  const result = await requestApi({ method: "GET", path, teamId, signal, schema: fhirServerPageSchema });
  return result.isOk ? { isOk: true, data: result.data.data } : result;
}
