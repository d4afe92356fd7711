import { formatCountOf } from "#components/ui/format/format-count.ts";
import { auditActionTexts } from "#lib/contract/team/audit-actions.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { formatDuration } from "#lib/domain/common/count-of.ts";
import { nameField } from "./field-labels.ts";
import { type EventNames, formatValue, noNames } from "./format-value.ts";

/** Actions whose target is the actor. */
const ownActions = new Set([
  "member.join",
  "member.leave",
  "session.start",
  "session.end",
  "session.reauthenticate",
  "user.create",
  "user.delete",
]);

/** Actions whose most useful detail is the role they give. */
const actionsWithRole = new Set(["invitation.create", "member.join", "group.create"]);

type Described = Pick<AuditEventDto, "action" | "actor" | "target" | "changes">;

export interface EventSentence {
  actorName: string;
  verb: string;
  /** Null when the target is the actor. */
  targetName: string | null;
  /** The most useful detail, shown without opening the event. */
  detail: string | null;
}

/** Actors without a name. A sign-up or sign-in is a person, whose account may be deleted since. */
const unnamed: Readonly<Record<string, string>> = {
  user: "A deleted account",
  apiKey: "An API key",
  app: "An app",
  "sign-up": "A deleted account",
  "sign-in": "A deleted account",
  "failed-sign-in": "Someone",
  "admin-command": "The operator",
  directory: "The directory",
  "groups-of-provider": "The sign-in provider",
  "groups-of-directory": "The directory",
};

/** What a person does before they are signed in, to an account that still exists. */
const beforeSignIn: Readonly<Record<string, string>> = {
  "sign-up": "A sign-up",
  "sign-in": "A sign-in",
};

/** Targets that are not objects with a name. */
const unnamedTargets: Readonly<Record<string, string>> = {
  unknownAccount: "an account that doesn't exist",
  console: "this console",
  team: "a team",
};

/** Targets whose name the event itself records, because nothing else keeps it. */
const selfNamed = new Set(["provisioningToken", "directoryGroup"]);

function nameTarget({ type, id, name }: AuditEventDto["target"], changes: AuditEventDto["changes"]): string {
  const recorded = selfNamed.has(type) && isRecord(changes) ? changes.name : undefined;
  if (typeof recorded === "string") return recorded;
  if (isRecord(recorded)) return String(recorded.to);
  return name ?? unnamedTargets[type] ?? id;
}

/** The kinds of programs, which are named with their kind: a name alone could be a person's. */
const programs: Readonly<Record<string, string>> = { apiKey: "The key", app: "The app" };

function nameActor({ type, id, name }: AuditEventDto["actor"], target: AuditEventDto["target"]): string {
  const program = programs[type];
  if (name !== null) return program === undefined ? name : `${program} ${name}`;
  const early = type === "system" && target.type === "user" ? beforeSignIn[id] : undefined;
  if (early !== undefined && target.name !== null) return early;
  return unnamed[id] ?? unnamed[type] ?? "The console";
}

/** An event as a sentence: "Ada · rotated the key · CI · the previous secret stops working after 24 hours". */
export function describeEvent(
  { action, actor, target, changes }: Described,
  names: EventNames = noNames,
): EventSentence {
  const verb = auditActionTexts[action] ?? action;
  const detail = describeDetail(action, isRecord(changes) ? changes : {}, names);
  if (ownActions.has(action) && actor.id !== "directory") {
    return { actorName: target.name ?? nameActor(actor, target), verb, targetName: null, detail };
  }
  return { actorName: nameActor(actor, target), verb, targetName: nameTarget(target, changes), detail };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeDetail(action: string, changes: Record<string, unknown>, names: EventNames): string | null {
  if (action === "key.rotate") return describeGrace(changes.gracePeriodSeconds);
  if (action === "member.update") return describeRole(changes.role);
  if (actionsWithRole.has(action)) return describeRoleName(changes.role);
  if (action.startsWith("member.")) return describeKeys(changes, names);
  if (action === "key.delete" && typeof changes.reason === "string") return `reason: ${changes.reason}`;
  if (action === "team.transfer") return describeNewOwner(changes.to, names);
  if (action === "environment.reorder") return describeOrder(changes.order, names);
  if (action.endsWith(".update")) return describeFields(changes);
  if (typeof changes.attempts === "number") return formatCountOf(changes.attempts, "time");
  return null;
}

function describeNewOwner(userId: unknown, names: EventNames): string | null {
  const name = typeof userId === "string" ? names.people[userId] : undefined;
  return name === undefined ? null : `to ${name}`;
}

function describeGrace(seconds: unknown): string | null {
  if (typeof seconds !== "number") return null;
  if (seconds === 0) return "the previous secret stopped working immediately";
  return `the previous secret stops working after ${formatDuration(seconds)}`;
}

function describeRoleName(role: unknown): string | null {
  return typeof role === "string" ? `as ${role}` : null;
}

function describeOrder(order: unknown, names: EventNames): string | null {
  return isRecord(order) ? String(formatValue("order", order.to, names)) : null;
}

function describeRole(change: unknown): string | null {
  if (!isRecord(change)) return null;
  return `from ${String(change.from)} to ${String(change.to)}`;
}

function count(ids: unknown): number {
  return Array.isArray(ids) ? ids.length : 0;
}

function describeKeys(
  { revokedKeys, handedOverKeys, to }: Record<string, unknown>,
  names: EventNames,
): string | null {
  const say = (ids: unknown) => formatCountOf(count(ids), "key");
  if (count(revokedKeys) > 0) return `${say(revokedKeys)} deleted`;
  if (count(handedOverKeys) === 0) return null;
  const newOwner = describeNewOwner(to, names);
  return `${say(handedOverKeys)} transferred${newOwner === null ? "" : ` ${newOwner}`}`;
}

/** The fields that changed, or null if the event doesn't record the values before and after. */
function describeFields(changes: Record<string, unknown>): string | null {
  const fields = Object.entries(changes)
    .filter(([, value]) => isRecord(value) && "from" in value && "to" in value)
    .map(([field]) => nameField(field));
  return fields.length === 0 ? null : fields.join(", ");
}
