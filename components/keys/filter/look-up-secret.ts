"use client";

import { describeFailure } from "#components/api-failure.ts";
import { lookUpKey } from "#components/keys/key-client.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { showError } from "#components/ui/overlay/toast.ts";
import { getHint } from "#lib/contract/keys/key-hint.ts";
import type { Found } from "./pasted-secret.ts";

/** Finds the key of a pasted secret. Returns undefined if the request failed. */
export async function lookUpSecret(teamId: string, secret: string): Promise<Found | undefined> {
  const result = await lookUpKey(teamId, secret);
  const hint = getHint(secret);
  if (result.isOk) return { key: result.data, hint };
  if (result.failure.code === "not_found") return { key: null, hint };
  showError(keyTexts.failed, describeFailure(result.failure));
  return undefined;
}
