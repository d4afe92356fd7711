"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ProvisioningDto } from "#lib/contract/instance/provisioning.ts";
import { provisioningTexts } from "./texts.ts";

const texts = provisioningTexts.connection;

interface ConnectionCardProps {
  provisioning: ProvisioningDto;
  now: string;
}

/** What to enter in the directory, and what has arrived from it. */
export function ConnectionCard({ provisioning, now }: ConnectionCardProps) {
  const { baseUrl, people, groups, lastRequestAt } = provisioning;
  const [isCopyFailed, setIsCopyFailed] = useState(false);
  return (
    <Card
      id="connection"
      title={texts.title}
      action={
        <Link
          href="/docs/provisioning"
          className="rounded-sm text-accent-text text-sm underline underline-offset-2"
        >
          {provisioningTexts.guide}
        </Link>
      }
    >
      <div className="flex flex-col gap-4 px-4 py-3.5">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <div className="min-w-0 flex-1 basis-60">
            <p className="text-muted text-xs">{texts.baseUrl}</p>
            <p className="font-mono text-xs leading-6 [overflow-wrap:anywhere]">{baseUrl}</p>
          </div>
          <CopyButton getText={() => baseUrl} onFailure={() => setIsCopyFailed(true)}>
            {texts.copy}
            <span className="sr-only"> {texts.baseUrl}</span>
          </CopyButton>
        </div>
        {baseUrl.startsWith("https://") ? null : (
          <p className="flex items-start gap-2 text-sm text-warn">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            {texts.notPublic}
          </p>
        )}
        {isCopyFailed ? <p className="text-bad text-sm">{texts.copyFailed}</p> : null}
        <Facts>
          <Fact label={texts.people}>{formatCount(people)}</Fact>
          <Fact label={texts.groups}>{formatCount(groups)}</Fact>
          <Fact label={texts.lastRequest}>
            {lastRequestAt === null ? texts.never : <RelativeTime at={lastRequestAt} serverNow={now} />}
          </Fact>
        </Facts>
      </div>
    </Card>
  );
}
