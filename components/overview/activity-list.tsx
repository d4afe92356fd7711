import { actionTexts } from "#components/audit/describe-event.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { overviewTexts } from "./texts.ts";

const { activity: texts } = overviewTexts;

interface Activity {
  id: string;
  action: string;
  /** Null if the name is no longer stored. */
  actor: string | null;
  target: string | null;
  occurredAt: string;
}

interface ActivityListProps {
  /** Newest first. Null if the viewer can't see it. */
  activity: readonly Activity[] | null;
  now: string;
}

/** The team's most recent events, as far as the viewer can see them. */
export function ActivityList({ activity, now }: ActivityListProps) {
  return (
    <section aria-labelledby="activity">
      <h2 id="activity" className="mb-3 font-semibold text-base">
        {texts.title}
      </h2>
      {activity === null || activity.length === 0 ? (
        <p className="rounded-lg border px-4 py-3 text-muted text-sm">
          {activity === null ? texts.notAllowed : texts.none}
        </p>
      ) : (
        <ul className="rounded-lg border bg-raised">
          {activity.map(({ id, action, actor, target, occurredAt }) => (
            <li
              key={id}
              className="flex flex-wrap items-baseline justify-between gap-x-4 border-b px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {actor ?? texts.someone} <span className="text-muted">{actionTexts[action] ?? action}</span>{" "}
                {target}
              </span>
              <span className="text-muted text-xs">
                <RelativeTime at={occurredAt} serverNow={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
