"use client";

import { type ApiFailure, describeFailure } from "#components/api-failure.ts";
import { deleteKey, disableKey } from "#components/keys/key-client.ts";
import { findUnavailableReason } from "#components/keys/key-rules.ts";
import { forEachConcurrently } from "#components/keys/usage/for-each-concurrently.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

export type BulkAction = "disable" | "delete";

export interface BulkOutcome {
  done: KeyDto[];
  failed: { key: KeyDto; reason: string }[];
}

/** Returns null on success. */
async function changeKey(action: BulkAction, key: KeyDto, reason: string): Promise<ApiFailure | null> {
  const result = action === "delete" ? await deleteKey(key, reason) : await disableKey(key);
  return result.isOk ? null : result.failure;
}

/** Changes each key with its own request, a few at a time. A failed request doesn't stop the others. */
export async function changeKeys(
  {
    action,
    keys,
    viewer,
    reason,
  }: { action: BulkAction; keys: readonly KeyDto[]; viewer: Viewer; reason: string },
  onProgress: (count: number) => void,
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { done: [], failed: [] };
  await forEachConcurrently(keys, async (key) => {
    const unavailableReason = findUnavailableReason(viewer, key, action);
    const failure = unavailableReason === undefined ? await changeKey(action, key, reason) : null;
    const problem = unavailableReason ?? (failure === null ? undefined : describeFailure(failure));
    if (problem === undefined) outcome.done.push(key);
    else outcome.failed.push({ key, reason: problem });
    onProgress(outcome.done.length + outcome.failed.length);
  });
  return outcome;
}
