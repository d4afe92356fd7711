"use client";

import type { UsageQuery } from "#components/keys/key-client.ts";
import { findCurrentSecret, findPreviousSecret } from "#components/keys/key-state.ts";
import { useLatestKey } from "#components/keys/use-latest-key.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { useUsage } from "./usage-line.tsx";
import { keyUsageTexts } from "./usage-texts.ts";

const texts = keyUsageTexts.finish;
const namedAddresses = 3;

function nameAddresses(addresses: readonly string[]): string[] {
  const more = addresses.length - namedAddresses;
  const named = addresses.slice(0, namedAddresses);
  return more > 0 ? [...named, texts.otherAddresses(more)] : named;
}

/** Shows whether the previous secret is still in use: how often, from where, and when last. */
export function PreviousSecretUse({ keyDto }: { keyDto: KeyDto }) {
  const now = useLatestKey(keyDto, { refreshesOnReturn: true });
  if (now.state === "known") return <KnownUse keyDto={now.data.key} readAt={now.data.readAt} />;
  const isLoading = now.state === "loading";
  return (
    <p role="status" className={isLoading ? "text-muted" : "text-warn"}>
      {isLoading ? keyUsageTexts.usage.loading : texts.unknown}
    </p>
  );
}

function KnownUse({ keyDto, readAt }: { keyDto: KeyDto; readAt: string }) {
  const previous = findPreviousSecret(keyDto, Date.parse(readAt));
  if (previous === undefined) return <p role="status">{texts.ended}</p>;
  const rotatedAt = findCurrentSecret(keyDto)?.createdAt ?? keyDto.createdAt;
  // Counts are per minute, so the minute of the rotation includes earlier requests. `lastUsedAt` is exact.
  const { lastUsedAt } = previous;
  if (lastUsedAt === null || lastUsedAt < rotatedAt) {
    return (
      <p role="status" className="text-good">
        {texts.safe}
      </p>
    );
  }
  return (
    <p role="status" className="text-warn [overflow-wrap:anywhere]">
      <RequestCount key={lastUsedAt} keyDto={keyDto} from={rotatedAt} secretId={previous.id} />{" "}
      {texts.lastUsed} <RelativeTime at={lastUsedAt} serverNow={readAt} />.
    </p>
  );
}

function RequestCount({ keyDto, ...query }: { keyDto: KeyDto } & UsageQuery) {
  const loaded = useUsage(keyDto, query);
  if (loaded.state !== "known") {
    return loaded.state === "loading" ? keyUsageTexts.usage.loading : keyUsageTexts.usage.unknown;
  }
  const { total, data } = loaded.data;
  return texts.used(total, nameAddresses(data.map(({ by }) => by).filter((address) => address !== "")));
}
