"use client";

import { describeFailure } from "#components/api-failure.ts";
import { isOutdated } from "#components/is-outdated.ts";
import { disableKey, enableKey, type KeyResult, readUsage } from "#components/keys/key-client.ts";
import { keyMenuTexts } from "#components/keys/menu-texts.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { dayMs } from "#lib/domain/common/durations.ts";

/** The message about the disabled key waits at most this long for the count. */
const usageTimeoutMs = 3000;

async function describeRecentUsage({ teamId, id }: KeyDto): Promise<string | undefined> {
  const query = { from: new Date(Date.now() - dayMs).toISOString(), secretId: "" };
  const usage = await readUsage({ teamId, id }, query, AbortSignal.timeout(usageTimeoutMs)).catch(() => null);
  if (usage === null || !usage.isOk) return undefined;
  const { total, data } = usage.data;
  return total === 0 ? keyUsageTexts.usage.none : keyUsageTexts.usage.some(total, data.length);
}

function showFailed({ failure }: Extract<KeyResult, { isOk: false }>, refresh: () => void): void {
  showError(keyTexts.failed, describeFailure(failure));
  // The key has changed, so the page is outdated.
  if (isOutdated(failure)) refresh();
}

async function enable(key: KeyDto, refresh: () => void): Promise<void> {
  const result = await enableKey(key);
  if (!result.isOk) return showFailed(result, refresh);
  showSuccess(keyMenuTexts.wasEnabled(key.name));
  refresh();
}

/** Says how many requests the key received in the last 24 hours, and offers to undo. */
async function disable(key: KeyDto, refresh: () => void): Promise<void> {
  const usage = describeRecentUsage(key);
  const result = await disableKey(key);
  if (!result.isOk) return showFailed(result, refresh);
  refresh();
  const undo = { label: keyMenuTexts.undo, run: () => void enable(key, refresh) };
  showSuccess(keyMenuTexts.wasDisabled(key.name), await usage, undo);
}

/** The changes that need no dialog. They show a message, and refresh the page. */
export const stateChanges = { enable, disable } as const;
