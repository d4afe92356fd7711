"use client";

import { disableKey, readUsage } from "#components/keys/key-client.ts";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
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

/**
 * Disables the key. `usage` later says how many requests the key received in the last 24 hours, undefined if unknown.
 */
export async function disableWithUsage(key: KeyDto) {
  const usage = describeRecentUsage(key);
  return { result: await disableKey(key), usage };
}
