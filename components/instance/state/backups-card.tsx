import { TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { InstanceHealthDto } from "#lib/contract/instance/state.ts";
import { instanceTexts } from "../texts.ts";
import { formatBytes } from "./format-bytes.ts";

const texts = instanceTexts.health.backups;

/** The backups that the console writes by itself. */
export function BackupsCard({ backups }: { backups: InstanceHealthDto["backups"] }) {
  const { everyHours, lastSuccessAt, lastSizeBytes, lastError, isLate } = backups;
  return (
    <Card
      id="backups"
      title={texts.title}
      action={
        <Link
          href="/docs/backups"
          className="rounded-sm text-accent-text text-sm underline underline-offset-2"
        >
          {texts.guide}
        </Link>
      }
    >
      <div className="p-4">
        {everyHours === null ? (
          <p className="text-muted text-sm">{texts.off}</p>
        ) : (
          <Facts>
            <Fact label={texts.last}>
              {lastSuccessAt === null ? texts.none : <Time at={lastSuccessAt} />}
              {isLate && (
                <Badge tone="warn" icon={<TriangleAlert aria-hidden />} className="ml-2">
                  {texts.late}
                </Badge>
              )}
            </Fact>
            <Fact label={texts.size}>{lastSizeBytes === null ? texts.none : formatBytes(lastSizeBytes)}</Fact>
            <Fact label={texts.schedule}>{texts.every(everyHours)}</Fact>
            {lastError !== null && (
              <Fact label={texts.failed} className="col-span-full">
                {lastError}
              </Fact>
            )}
          </Facts>
        )}
      </div>
    </Card>
  );
}
