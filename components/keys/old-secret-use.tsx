"use client";

import { RelativeTime } from "#components/ui/time.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { keyCallsTexts } from "./calls-texts.ts";
import type { UsageQuery } from "./key-client.ts";
import { findCurrentSecret, findOldSecret } from "./key-state.ts";
import { useUsage } from "./usage-line.tsx";
import { useKeyNow } from "./use-key-now.ts";

const texts = keyCallsTexts.finish;
const namedAddresses = 3;

function nameAddresses(addresses: readonly string[]): string[] {
  const more = addresses.length - namedAddresses;
  const named = addresses.slice(0, namedAddresses);
  return more > 0 ? [...named, texts.otherAddresses(more)] : named;
}

/** Whether anything still calls with the secret that is about to end: how often, from where, and when last. */
export function OldSecretUse({ keyDto }: { keyDto: KeyDto }) {
  const now = useKeyNow(keyDto, { staysInSight: true });
  if (now.state === "known") return <KnownUse keyDto={now.key} readAt={now.readAt} />;
  const isLoading = now.state === "loading";
  return (
    <p role="status" className={isLoading ? "text-muted" : "text-warn"}>
      {isLoading ? keyCallsTexts.usage.loading : texts.unknown}
    </p>
  );
}

function KnownUse({ keyDto, readAt }: { keyDto: KeyDto; readAt: string }) {
  const old = findOldSecret(keyDto, Date.parse(readAt));
  if (old === undefined) return <p role="status">{texts.done}</p>;
  const rotatedAt = findCurrentSecret(keyDto)?.createdAt ?? keyDto.createdAt;
  // Counts are by the minute, and the rotation's own minute holds calls from before it: this moment is exact.
  const { lastUsedAt } = old;
  if (lastUsedAt === null || lastUsedAt < rotatedAt) {
    return (
      <p role="status" className="text-good">
        {texts.safe}
      </p>
    );
  }
  return (
    <p role="status" className="text-warn [overflow-wrap:anywhere]">
      <Calls key={lastUsedAt} keyDto={keyDto} from={rotatedAt} secretId={old.id} /> {texts.lastUsed}{" "}
      <RelativeTime at={lastUsedAt} serverNow={readAt} />.
    </p>
  );
}

function Calls({ keyDto, ...query }: { keyDto: KeyDto } & UsageQuery) {
  const loaded = useUsage(keyDto, query);
  if (loaded.state !== "known") {
    return loaded.state === "loading" ? keyCallsTexts.usage.loading : keyCallsTexts.usage.unknown;
  }
  const { total, data } = loaded.usage;
  return texts.used(total, nameAddresses(data.map(({ by }) => by).filter((address) => address !== "")));
}
