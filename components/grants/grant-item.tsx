import { CircleCheck, CircleDashed, CircleOff, Clock } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { describeGranted, type GrantedGroup, type GrantReader } from "./scope-words.ts";
import { grantTexts as texts } from "./texts.ts";

const statuses: Record<GrantDto["status"], { tone: Tone; icon: ReactNode }> = {
  active: { tone: "plain", icon: <CircleCheck aria-hidden="true" className="text-good" /> },
  expired: { tone: "neutral", icon: <Clock aria-hidden="true" /> },
  ended: { tone: "neutral", icon: <CircleOff aria-hidden="true" /> },
};

/** The person agreed, and the app hasn't exchanged the code yet. It has a minute for that. */
function isWaiting({ status, lastTokenAt }: GrantDto): boolean {
  return status === "active" && lastTokenAt === null;
}

function Status({ grant }: { grant: GrantDto }) {
  if (isWaiting(grant)) return <Badge icon={<CircleDashed aria-hidden="true" />}>{texts.notUsed}</Badge>;
  const { status } = grant;
  return (
    // Without a background, its icon begins where the title does when the badge is in a line of its own.
    <Badge {...statuses[status]} {...(status === "active" ? { className: "-ml-1.5" } : {})}>
      {texts.statuses[status]}
    </Badge>
  );
}

interface GrantItemProps {
  grant: GrantDto;
  reader: GrantReader;
  /** The tile or the initials of what the list is about. */
  icon: ReactNode;
  title: ReactNode;
  /** Beside the title: the team, for example. */
  note?: ReactNode;
  action?: ReactNode;
  /** When the server read the data, in ISO 8601. */
  now: string;
}

/** What a person let an app do, in words, and whether the app still can. */
export function GrantItem({ grant, reader, icon, title, note, action, now }: GrantItemProps) {
  return (
    <li className="flex flex-col gap-3 border-t px-4 py-4 text-sm first:border-t-0">
      <div className="flex flex-wrap items-start gap-x-3.5 gap-y-3">
        {icon}
        <div className="min-w-0 flex-1 basis-52">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium">
            <span className="min-w-0 [overflow-wrap:anywhere]" dir="auto">
              {title}
            </span>
            <Status grant={grant} />
          </p>
          <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]">
            {note === undefined ? null : <>{note} · </>}
            {texts.on(grant.fhirServer.name)}
          </p>
        </div>
        {action === undefined ? null : <div className="max-sm:w-full [&>*]:max-sm:w-full">{action}</div>}
      </div>
      <div className="flex flex-col gap-2 sm:pl-[3.125rem]">
        <Access groups={describeGranted(grant.scopes, reader)} />
        <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted text-xs leading-5">
          <Times grant={grant} now={now} />
        </p>
      </div>
    </li>
  );
}

function Access({ groups }: { groups: readonly GrantedGroup[] }) {
  if (groups.length === 0) return <p className="text-muted">{texts.nothing}</p>;
  return (
    <dl className="flex flex-col gap-2">
      {groups.map(({ label, items }) => (
        <div key={label}>
          <dt className="text-muted text-xs leading-5">{label}</dt>
          {items.map((text) => (
            <dd key={text} className="text-pretty [overflow-wrap:anywhere]">
              {text}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function Times({ grant, now }: Pick<GrantItemProps, "grant" | "now">) {
  const { createdAt, lastTokenAt, expiresAt, endedAt, status } = grant;
  const since = (
    <span>
      {texts.since} <Time at={createdAt} style="day" />
    </span>
  );
  // The moment when the code expires means nothing to people.
  if (isWaiting(grant)) {
    return (
      <>
        {since}
        <span>{texts.waiting}</span>
      </>
    );
  }
  return (
    <>
      {since}
      {lastTokenAt === null ? null : (
        <span>
          {texts.lastUsed} <RelativeTime at={lastTokenAt} serverNow={now} />
        </span>
      )}
      <span>
        {endedAt === null ? (
          <>
            {status === "expired" ? texts.expired : texts.expires}{" "}
            {Date.parse(expiresAt) - Date.parse(now) > dayMs ? (
              <Time at={expiresAt} style="day" />
            ) : (
              <RelativeTime at={expiresAt} serverNow={now} />
            )}
          </>
        ) : (
          <>
            {texts.ended} <RelativeTime at={endedAt} serverNow={now} />
          </>
        )}
      </span>
    </>
  );
}
