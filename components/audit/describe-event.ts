import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { formatDuration } from "#lib/domain/common/count-of.ts";

/** The verb of each action's sentence: it stands between the actor and the target. */
export const actionTexts: Readonly<Record<string, string>> = {
  "key.create": "generated the key",
  "key.update": "changed the key",
  "key.rotate": "rotated the key",
  "key.finish_rotation": "finished rotating the key",
  "key.disable": "disabled the key",
  "key.enable": "enabled the key",
  "key.delete": "deleted the key",
  "fhir_server.create": "registered the FHIR server",
  "fhir_server.update": "changed the FHIR server",
  "fhir_server.delete": "deleted the FHIR server",
  "worker.create": "created the AI worker",
  "worker.update": "changed the AI worker",
  "worker.delete": "deleted the AI worker",
  "invitation.create": "invited",
  "invitation.resend": "resent the invitation to",
  "invitation.withdraw": "withdrew the invitation to",
  "member.join": "joined the team",
  "member.leave": "left the team",
  "member.update": "changed the role of",
  "member.suspend": "suspended",
  "member.resume": "reinstated",
  "member.remove": "removed",
  "environment.create": "added the environment",
  "environment.update": "changed the environment",
  "environment.reorder": "reordered the environments of",
  "environment.delete": "removed the environment",
  "permission.create": "added the permission",
  "permission.update": "changed the permission",
  "permission.delete": "retired the permission",
  "team.create": "created the team",
  "team.update": "changed the team",
  "team.transfer": "transferred the team",
  "team.delete": "deleted the team",
  "user.create": "created the account",
  "user.request_verification": "requested a verification email for",
  "user.verify_email": "verified the email address of",
  "instance_owner.grant": "granted administration of this console to",
  "instance_owner.revoke": "revoked administration of this console from",
  "account.link": "linked a provider to the account",
  "session.start": "signed in",
  "session.end": "signed out",
};

/** Actions whose target is the actor. */
const ownActions = new Set(["member.join", "member.leave", "session.start", "session.end"]);

type Described = Pick<AuditEventDto, "action" | "actor" | "target" | "changes">;

export interface EventSentence {
  actorName: string;
  verb: string;
  /** Null when the target is the actor. */
  targetName: string | null;
  /** The most useful detail, shown without opening the event. */
  detail: string | null;
}

/** Actors without a name. */
const unnamed: Readonly<Record<string, string>> = {
  user: "A deleted account",
  apiKey: "An API key",
  "admin-command": "The operator",
};

function nameActor({ type, id, name }: AuditEventDto["actor"]): string {
  return name ?? unnamed[id] ?? unnamed[type] ?? "The console";
}

/** An event as a sentence: "Ada · rotated the key · CI · the previous secret stops working after 24 hours". */
export function describeEvent({ action, actor, target, changes }: Described): EventSentence {
  const verb = actionTexts[action] ?? action;
  const detail = describeDetail(action, isRecord(changes) ? changes : {});
  if (ownActions.has(action)) {
    return { actorName: target.name ?? nameActor(actor), verb, targetName: null, detail };
  }
  return { actorName: nameActor(actor), verb, targetName: target.name ?? target.id, detail };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeDetail(action: string, changes: Record<string, unknown>): string | null {
  if (action === "key.rotate") return describeGrace(changes.gracePeriodSeconds);
  if (action === "member.update") return describeRole(changes.role);
  if (action === "invitation.create" || action === "member.join") return describeRoleName(changes.role);
  if (action.startsWith("member.")) return describeKeys(changes);
  if (action === "key.delete" && typeof changes.reason === "string") return `reason: ${changes.reason}`;
  if (action === "environment.reorder") return describeOrder(changes.order);
  if (action.endsWith(".update")) return describeFields(changes);
  return null;
}

function describeGrace(seconds: unknown): string | null {
  if (typeof seconds !== "number") return null;
  if (seconds === 0) return "the previous secret stopped working immediately";
  return `the previous secret stops working after ${formatDuration(seconds)}`;
}

function describeRoleName(role: unknown): string | null {
  return typeof role === "string" ? `as ${role}` : null;
}

function describeOrder(order: unknown): string | null {
  return isRecord(order) && Array.isArray(order.to) ? order.to.join(", ") : null;
}

function describeRole(change: unknown): string | null {
  if (!isRecord(change)) return null;
  return `from ${String(change.from)} to ${String(change.to)}`;
}

function count(ids: unknown): number {
  return Array.isArray(ids) ? ids.length : 0;
}

function describeKeys({ revokedKeys, handedOverKeys }: Record<string, unknown>): string | null {
  const say = (ids: unknown) => formatCountOf(count(ids), "key");
  if (count(revokedKeys) > 0) return `${say(revokedKeys)} deleted`;
  return count(handedOverKeys) > 0 ? `${say(handedOverKeys)} transferred` : null;
}

/** The fields that changed, or null if the event doesn't record the values before and after. */
function describeFields(changes: Record<string, unknown>): string | null {
  const fields = Object.entries(changes)
    .filter(([, value]) => isRecord(value) && "from" in value && "to" in value)
    .map(([field]) => nameField(field));
  return fields.length === 0 ? null : fields.join(", ");
}

/** Fields that forms label with other words. */
const fieldNames: Readonly<Record<string, string>> = {
  keyCreatorRole: "who can generate keys",
  maxKeyLifetimeSeconds: "maximum lifetime",
  requiresExpiry: "keys must expire",
  requiresAllowedIps: "keys must list their allowed IP addresses",
  policyReportOnly: "report only",
  allowsTeamManagement: "keys can manage the team",
  allowedIps: "allowed IP addresses",
  expiresAt: "expiry",
  externalId: "external ID",
  keyRateLimitMax: "maximum rate limits",
  label: "name",
  slug: "short name",
};

/** Turns a field name such as `rateLimit` into words. */
export function nameField(field: string): string {
  const name = fieldNames[field];
  if (name !== undefined) return name;
  return field.replaceAll(/[A-Z]|\d+/g, (part) => ` ${part.toLowerCase()}`);
}
