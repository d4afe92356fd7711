"use client";

import { canceledCode } from "#components/api-client.ts";
import { type ApiFailure, describeFailure } from "#components/api-failure.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { deleteKey, disableKey, enableKey, updateKey } from "#components/keys/key-client.ts";
import { findUnavailableReason } from "#components/keys/key-rules.ts";
import { forEachConcurrently } from "#components/keys/usage/for-each-concurrently.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** What to do with all selected keys. */
export type BulkChange =
  | { action: "enable" | "disable" }
  | { action: "delete"; reason: string }
  /** ISO 8601, or null for never. */
  | { action: "extend"; expiresAt: string | null };

export type BulkAction = BulkChange["action"];

export interface BulkOutcome {
  done: KeyDto[];
  failed: { key: KeyDto; reason: string }[];
}

function sendChange(change: BulkChange, key: KeyDto) {
  switch (change.action) {
    case "enable":
      return enableKey(key);
    case "disable":
      return disableKey(key);
    case "delete":
      return deleteKey(key, change.reason);
    case "extend":
      return updateKey(key, { expiresAt: change.expiresAt }, key.updatedAt);
  }
}

/** Whether the key expires later than after the change, or never. */
function expiresLater(key: KeyDto, expiresAt: string | null): boolean {
  if (expiresAt === null) return false;
  return key.expiresAt === null || Date.parse(key.expiresAt) >= Date.parse(expiresAt);
}

/** Why the key isn't changed, or undefined if it may be. */
function findObstacle(viewer: Viewer, key: KeyDto, change: BulkChange): string | undefined {
  const reason = findUnavailableReason(viewer, key, change.action === "extend" ? "edit" : change.action);
  if (reason !== undefined || change.action !== "extend") return reason;
  return expiresLater(key, change.expiresAt) ? keyActionTexts.bulk.expiresLater : undefined;
}

/** Changes each key with its own request, a few at a time. A failed request doesn't stop the others. */
export async function changeKeys(
  { change, keys, viewer }: { change: BulkChange; keys: readonly KeyDto[]; viewer: Viewer },
  onProgress: (count: number) => void,
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { done: [], failed: [] };
  // A person who cancels is not asked again for the next key.
  let canceled: ApiFailure | null = null;
  const send = async (key: KeyDto): Promise<ApiFailure | null> => {
    if (canceled !== null) return canceled;
    const result = await sendChange(change, key);
    if (result.isOk) return null;
    if (result.failure.code === canceledCode) canceled = result.failure;
    return result.failure;
  };
  await forEachConcurrently(keys, async (key) => {
    const obstacle = findObstacle(viewer, key, change);
    const failure = obstacle === undefined ? await send(key) : null;
    const problem = failure === null ? obstacle : describeFailure(failure);
    if (problem === undefined) outcome.done.push(key);
    else outcome.failed.push({ key, reason: problem });
    onProgress(outcome.done.length + outcome.failed.length);
  });
  return outcome;
}
