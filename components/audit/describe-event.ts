import type { AuditEventDto } from "#lib/schemas/audit-events.ts";

/** What was done, between who did it and what it was done to. */
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
  "invitation.resend": "invited again",
  "invitation.withdraw": "withdrew the invitation of",
  "member.join": "joined the team",
  "member.leave": "left the team",
  "member.update": "changed the role of",
  "member.suspend": "suspended",
  "member.resume": "let back in",
  "member.remove": "removed",
  "environment.create": "added the environment",
  "environment.update": "changed the environment",
  "environment.delete": "removed the environment",
  "permission.create": "added the permission",
  "permission.update": "described the permission",
  "permission.delete": "retired the permission",
  "team.create": "created the team",
  "team.update": "changed the team",
  "team.transfer": "handed over the team",
  "team.delete": "deleted the team",
  "user.create": "created the account",
  "user.request_verification": "asked for a verification mail to",
  "user.verify_email": "verified the address of",
  "instance_owner.grant": "made an owner of the instance of",
  "instance_owner.revoke": "ended the instance ownership of",
  "account.link": "linked a provider to the account",
  "session.start": "signed in",
  "session.end": "signed out",
};

/** Where the person it is about is the one who did it. */
const ownActions = new Set(["member.join", "member.leave", "session.start", "session.end"]);

type Described = Pick<AuditEventDto, "action" | "actor" | "target" | "changes">;

export interface EventSentence {
  who: string;
  did: string;
  /** Null: nothing beside who did it. */
  whom: string | null;
  /** The one thing worth knowing without opening it. */
  detail: string | null;
}

const unknown = "Someone";

/** A change as a sentence: "Ada · rotated the key · CI · the old secret ends in 24 hours". */
export function describeEvent({ action, actor, target, changes }: Described): EventSentence {
  const did = actionTexts[action] ?? action;
  const detail = describeDetail(action, isRecord(changes) ? changes : {});
  if (ownActions.has(action)) return { who: target.name ?? actor.name ?? unknown, did, whom: null, detail };
  const who = actor.name ?? (actor.type === "system" ? "The console" : unknown);
  return { who, did, whom: target.name ?? target.id, detail };
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
  if (action.endsWith(".update")) return describeFields(changes);
  return null;
}

function describeGrace(seconds: unknown): string | null {
  if (typeof seconds !== "number") return null;
  if (seconds === 0) return "the old secret ended at once";
  const hours = seconds / 3600;
  return hours % 24 === 0 && hours > 24
    ? `the old secret ends after ${hours / 24} days`
    : `the old secret ends after ${Math.round(hours * 10) / 10} hours`;
}

function describeRoleName(role: unknown): string | null {
  return typeof role === "string" ? `as ${role}` : null;
}

function describeRole(change: unknown): string | null {
  if (!isRecord(change)) return null;
  return `from ${String(change.from)} to ${String(change.to)}`;
}

function count(ids: unknown): number {
  return Array.isArray(ids) ? ids.length : 0;
}

function describeKeys({ revokedKeys, handedOverKeys }: Record<string, unknown>): string | null {
  const say = (ids: unknown) => (count(ids) === 1 ? "1 key" : `${count(ids)} keys`);
  if (count(revokedKeys) > 0) return `${say(revokedKeys)} revoked`;
  return count(handedOverKeys) > 0 ? `${say(handedOverKeys)} handed over` : null;
}

/** The fields that became something else; nothing where the event does not tell before from after. */
function describeFields(changes: Record<string, unknown>): string | null {
  const fields = Object.entries(changes)
    .filter(([, value]) => isRecord(value) && "from" in value && "to" in value)
    .map(([field]) => nameField(field));
  return fields.length === 0 ? null : fields.join(", ");
}

/** `maxKeyLifetimeSeconds` as people write it. */
export function nameField(field: string): string {
  return field.replaceAll(/[A-Z]|\d+/g, (part) => ` ${part.toLowerCase()}`);
}
