import { describeEvent } from "#components/audit/describe-event.ts";
import type { ChartMark } from "#components/chart/chart-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { usageTexts } from "./texts.ts";

type Kinds = Readonly<Record<string, ChartMark["kind"]>>;

/** Changes that can explain a change of usage. */
const kinds: Kinds = {
  "key.rotate": "rotated",
  "key.finish_rotation": "rotated",
  "key.update": "edited",
  "key.disable": "edited",
  "key.enable": "edited",
  "key.delete": "edited",
};

function toMark(event: AuditEventDto, ofActions: Kinds): ChartMark[] {
  const kind = ofActions[event.action];
  if (kind === undefined) return [];
  const { actorName, verb, detail } = describeEvent(event);
  return [
    { at: event.occurredAt, kind, label: `${actorName} ${verb}${detail === null ? "" : `: ${detail}`}` },
  ];
}

/**
 * What happened to a key, oldest first: from the audit log, or for viewers who can't read it, the rotations, which the key
 * itself tells.
 */
export function toMarks(
  key: Pick<KeyDto, "createdAt" | "secrets">,
  events: readonly AuditEventDto[] | null,
  from: string,
): ChartMark[] {
  const marks =
    events === null
      ? key.secrets
          .filter(({ createdAt }) => createdAt !== key.createdAt)
          .map(({ createdAt }) => ({
            at: createdAt,
            kind: "rotated" as const,
            label: usageTexts.newSecret,
          }))
      : listMarks(events, kinds);
  return sortMarks(marks, from);
}

/** The events whose actions have a kind. */
export function listMarks(events: readonly AuditEventDto[], ofActions: Kinds): ChartMark[] {
  return events.flatMap((event) => toMark(event, ofActions));
}

/** Those since `from`, oldest first. */
export function sortMarks(marks: readonly ChartMark[], from: string): ChartMark[] {
  return marks.filter(({ at }) => at >= from).sort((one, other) => one.at.localeCompare(other.at));
}
