import { ButtonLink } from "#components/ui/button/button-link.tsx";
import type { RequestPageDto } from "#lib/contract/keys/requests.ts";
import { getRequestsPath, noFilters, writeRequestFilters } from "./request-filters.ts";
import { RequestNotes } from "./request-notes.tsx";
import { RequestTable } from "./request-table.tsx";
import { requestTexts as texts } from "./texts.ts";

interface KeyRequestsProps {
  /** The ID of the key, or of an app, whose tokens are recorded like keys. */
  keyId: string;
  isApp?: boolean;
  teamSlug: string;
  /** The newest requests of the key. */
  requests: RequestPageDto;
}

/** The last requests of a key or an app, for its page. */
export function KeyRequests({ keyId, isApp = false, teamSlug, requests: { data, log } }: KeyRequestsProps) {
  if (log.retentionDays === 0) return <p className="text-muted text-sm">{texts.off.text}</p>;
  const allPath = `${getRequestsPath(teamSlug)}${writeRequestFilters({ ...noFilters, key: keyId })}`;
  return (
    <>
      {data.length === 0 ? (
        <p className="rounded-lg border p-4 text-muted text-sm">
          {isApp ? texts.inTab.noneOfApp : texts.inTab.none} {texts.empty.text}
        </p>
      ) : (
        <RequestTable requests={data} teamSlug={teamSlug} environments={[]} hidesKey />
      )}
      <RequestNotes log={log} />
      {data.length === 0 ? null : (
        <p className="mt-3">
          <ButtonLink href={allPath}>{texts.inTab.all}</ButtonLink>
        </p>
      )}
    </>
  );
}
