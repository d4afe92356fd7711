import { Info } from "lucide-react";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { RequestLogDto } from "#lib/contract/keys/requests.ts";
import { requestTexts as texts } from "./texts.ts";

interface RequestNotesProps {
  log: RequestLogDto;
  /** For requests without a known key. */
  isUnknown?: boolean;
}

/** What the list contains, and what is missing in it. */
export function RequestNotes({ log, isUnknown = false }: RequestNotesProps) {
  const { retentionDays, dropped, droppedAt } = log;
  return (
    <p className="mt-3 flex gap-2 text-muted text-xs">
      <Info aria-hidden="true" className="mt-px size-3.5 shrink-0" />
      <span>
        {(isUnknown ? texts.unknownSampling : texts.sampling)(retentionDays)}{" "}
        {droppedAt === null ? null : (
          <span className="text-warn">
            {texts.dropped(dropped)} <Time at={droppedAt} style="near" />.{" "}
          </span>
        )}
        <Link href={texts.guidePath} className="text-accent-text underline underline-offset-2">
          {texts.guide}
        </Link>
      </span>
    </p>
  );
}
