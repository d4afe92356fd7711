import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";

/** The pages of targets, below the team's path. */
const paths: Readonly<Record<string, string>> = {
  worker: "ai-workers",
  trustedIssuer: "apps/issuers",
  member: "settings/members",
  invitation: "settings/members",
  environment: "settings/environments",
  permission: "settings/permissions",
  team: "settings/team",
};

/** The page that shows what an event is about. Null: there is none. */
export function getEventPath(teamSlug: string, { type, id }: AuditEventDto["target"]): string | null {
  const team = `/t/${encodeURIComponent(teamSlug)}`;
  if (type === "app") return `${team}/apps/${encodeURIComponent(id)}`;
  if (type === "key") return `${team}/settings/api-keys/${encodeURIComponent(id)}`;
  if (type === "fhirServer") return `${team}/health-data/${encodeURIComponent(id)}`;
  const path = paths[type];
  return path === undefined ? null : `${team}/${path}`;
}
