"use client";

import type { KeyDto } from "#lib/schemas/keys.ts";
import { type ApiFailure, describeFailure } from "../api-client.ts";
import { deleteKey, disableKey } from "./key-client.ts";
import { findRefusal } from "./key-rules.ts";
import { takeFewAtOnce } from "./take-few-at-once.ts";
import type { Viewer } from "./view-data.ts";

export type BulkAction = "disable" | "delete";

/** What became of keys that were changed together. */
export interface BulkOutcome {
  done: KeyDto[];
  refused: { key: KeyDto; why: string }[];
}

/** Null: it worked. */
async function changeKey(action: BulkAction, key: KeyDto, reason: string): Promise<ApiFailure | null> {
  const result = action === "delete" ? await deleteKey(key, reason) : await disableKey(key);
  return result.isOk ? null : result.failure;
}

/** Changes each key by a call of its own, a few at a time; one that is refused stops no other. */
export async function changeKeys(
  {
    action,
    keys,
    viewer,
    reason,
  }: { action: BulkAction; keys: readonly KeyDto[]; viewer: Viewer; reason: string },
  onProgress: (count: number) => void,
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { done: [], refused: [] };
  await takeFewAtOnce(keys, async (key) => {
    const refusal = findRefusal(viewer, key, action);
    const failure = refusal === undefined ? await changeKey(action, key, reason) : null;
    const why = refusal ?? (failure === null ? undefined : describeFailure(failure));
    if (why === undefined) outcome.done.push(key);
    else outcome.refused.push({ key, why });
    onProgress(outcome.done.length + outcome.refused.length);
  });
  return outcome;
}
