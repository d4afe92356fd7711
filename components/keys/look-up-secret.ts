"use client";

import { tellFailure } from "#components/ui/toast.ts";
import { getHint } from "#lib/schemas/key-hint.ts";
import { describeFailure } from "../api-client.ts";
import { lookUpKey } from "./key-client.ts";
import type { Found } from "./pasted-secret.ts";
import { keyTexts } from "./texts.ts";

/** Finds the key of a pasted secret. Returns undefined if the request failed. */
export async function lookUpSecret(teamId: string, secret: string): Promise<Found | undefined> {
  const result = await lookUpKey(teamId, secret);
  const hint = getHint(secret);
  if (result.isOk) return { key: result.data, hint };
  if (result.failure.code === "not_found") return { key: null, hint };
  tellFailure(keyTexts.failed, describeFailure(result.failure));
  return undefined;
}
