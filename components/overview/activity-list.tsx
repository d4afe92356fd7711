import { describeEvent } from "#components/audit/describe-event.ts";
import { getEventPath } from "#components/audit/event-path.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { overviewTexts } from "./texts.ts";

const { activity: texts } = overviewTexts;

interface ActivityListProps {
  teamSlug: string;
  /** Newest first. Null if the viewer can't see it. */
  activity: readonly AuditEventDto[] | null;
  now: string;
}

/** The team's most recent events, as far as the viewer can see them. */
export function ActivityList({ teamSlug, activity, now }: ActivityListProps) {
  return (
    <Card
      id="activity"
      title={texts.title}
      action={
        activity === null ? null : (
          <Link
            href={`/t/${encodeURIComponent(teamSlug)}/settings/audit-log`}
            className="rounded-sm text-accent-text text-xs hover:underline"
          >
            {texts.viewAll}
          </Link>
        )
      }
    >
      {activity === null || activity.length === 0 ? (
        <CardText>{activity === null ? texts.notAllowed : texts.none}</CardText>
      ) : (
        <ul>
          {activity.map((event) => (
            <Activity key={event.id} teamSlug={teamSlug} event={event} now={now} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Activity({ teamSlug, event, now }: { teamSlug: string; event: AuditEventDto; now: string }) {
  const { actorName, verb, targetName, detail } = describeEvent(event);
  const path = getEventPath(teamSlug, event.target);
  return (
    <li className="flex items-start gap-x-2.5 border-b px-4 py-2 text-sm last:border-b-0">
      <Avatar name={actorName} isTeam={event.actor.type !== "user"} />
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <bdi className="font-medium">{actorName}</bdi> <span className="text-muted">{verb}</span>{" "}
        {targetName === null || path === null ? (
          <bdi>{targetName}</bdi>
        ) : (
          <Link href={path} className="rounded-sm font-medium hover:underline">
            <bdi>{targetName}</bdi>
          </Link>
        )}
        {detail === null ? null : <span className="text-muted"> · {detail}</span>}
      </span>
      <span className="ml-1.5 shrink-0 text-muted text-xs leading-5">
        <RelativeTime at={event.occurredAt} serverNow={now} />
      </span>
    </li>
  );
}
