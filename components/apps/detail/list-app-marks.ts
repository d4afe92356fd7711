import type { ChartMark } from "#components/chart/chart-data.ts";
import { listMarks, sortMarks } from "#components/keys/usage-page/to-marks.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";

/** Changes that can explain a change of usage. */
const kinds = {
  "app_secret.create": "rotated",
  "app_secret.end": "rotated",
  "app_rule.create": "edited",
  "app_rule.delete": "edited",
  "app.update": "edited",
  "app.disable": "edited",
  "app.enable": "edited",
  "app.delete": "edited",
} as const;

/** What happened to an app since `from`, oldest first. */
export function listAppMarks(events: readonly AuditEventDto[], from: string): ChartMark[] {
  return sortMarks(listMarks(events, kinds), from);
}
