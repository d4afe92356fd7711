"use client";

import { useState } from "react";
import type { UsageQuery } from "#components/keys/key-client.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { type Loaded, useLoad } from "#components/use-load.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { KeyUsageDto } from "#lib/contract/keys/usage.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { keyUsageTexts } from "./usage-texts.ts";

const texts = keyUsageTexts.usage;

/** Loads a key's requests by IP address, for all secrets or for one. */
export function useUsage({ teamId, id }: KeyDto, { from, secretId }: UsageQuery): Loaded<KeyUsageDto> {
  const { loaded } = useLoad([id, from, secretId].join(), async (signal) => {
    // Loaded on demand, because the client includes the response schemas.
    const { readUsage } = await import("#components/keys/key-client.ts");
    return readUsage({ teamId, id }, { from, secretId }, signal);
  });
  return loaded;
}

interface UsageLineProps {
  keyDto: KeyDto;
  /** True while the key is being reloaded. */
  isLoading?: boolean;
}

/** The key's requests in the last 24 hours, and when it was last used. */
export function UsageLine({ keyDto, isLoading = false }: UsageLineProps) {
  const [openedAt] = useState(() => new Date());
  const [from] = useState(() => new Date(openedAt.getTime() - dayMs).toISOString());
  const loaded = useUsage(keyDto, { from, secretId: "" });
  return (
    <p role="status" className="min-h-5 text-sm">
      {isLoading || loaded.state === "loading" ? (
        texts.loading
      ) : (
        <Usage keyDto={keyDto} loaded={loaded} openedAt={openedAt} />
      )}
    </p>
  );
}

interface UsageProps extends Pick<UsageLineProps, "keyDto"> {
  loaded: Loaded<KeyUsageDto>;
  openedAt: Date;
}

function Usage({ keyDto, loaded, openedAt }: UsageProps) {
  const { lastUsedAt } = keyDto;
  return (
    <>
      {loaded.state === "known" ? describeUsage(loaded.data) : texts.unknown}{" "}
      {lastUsedAt === null ? null : (
        <>
          {texts.lastUsed} <RelativeTime at={lastUsedAt} serverNow={openedAt.toISOString()} />.
        </>
      )}
    </>
  );
}

function describeUsage(usage: KeyUsageDto): string {
  return usage.total === 0 ? texts.none : texts.some(usage.total, usage.data.length);
}
