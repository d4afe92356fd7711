import type { Database } from "#lib/platform/db/database.ts";
import type { AuditEvent, User } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type EventReads, type PersonReferences, readEventsOf } from "./events-of-person.ts";

interface PersonSource {
  prisma: Database["prisma"];
  /** How the audit logs are read. */
  reads: EventReads;
  references: PersonReferences;
  /** The operator checks the file before handing it over. People get nothing of teams that they may have left since. */
  isForOperator: boolean;
}

/** How a key refers to its owner and creator. The rest belongs to its team. */
const ownKeyFields = {
  id: true,
  teamId: true,
  createdAt: true,
  ownerUserId: true,
  createdById: true,
} as const;

/** The same for an app, and for an issuer that a team trusts. */
const ownAppFields = { id: true, teamId: true, createdAt: true, createdById: true } as const;

/** What the person gave an app. Which records it was about belongs to the team. */
const ownGrantFields = {
  id: true,
  appId: true,
  teamId: true,
  serverId: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastTokenAt: true,
  endedAt: true,
  endedReason: true,
} as const;

/** Who the person is on a FHIR server. Who others are belongs to them, also if the person said it. */
const ownLinkFields = { serverId: true, reference: true, createdAt: true } as const;

const ownRuleFields = { id: true, appId: true, createdAt: true, createdById: true } as const;

/** Who took a copy of someone's data is itself an event, in the console's own log. */
export function recordExport(ctx: ServiceContext, userId: string): Promise<void> {
  return withTransaction(ctx.runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "user.export",
      target: { type: "user", id: userId },
      changes: {},
    }),
  );
}

/** Everything but the audit logs, without secrets and digests. */
async function readRows(
  user: User,
  { prisma, references: { emails }, isForOperator }: Omit<PersonSource, "reads">,
) {
  const { id: userId, passwordHash, ...account } = user;
  const where = { userId };
  return {
    account: { id: userId, ...account, hasPassword: passwordHash !== null },
    providers: await prisma.account.findMany({ where }),
    sessions: await prisma.session.findMany({ where, omit: { secretHash: true } }),
    authenticatorApp: await prisma.totpFactor.findUnique({
      where,
      select: { createdAt: true, confirmedAt: true, lastUsedAt: true },
    }),
    passkeys: await prisma.passkey.findMany({ where, omit: { credentialId: true, publicKey: true } }),
    directory: await prisma.provisionedPerson.findUnique({ where }),
    members: await prisma.member.findMany({ where }),
    keys: await prisma.apiKey.findMany({
      where: { OR: [{ ownerUserId: userId }, { createdById: userId }] },
      ...(isForOperator ? {} : { select: ownKeyFields }),
    }),
    apps: await prisma.app.findMany({
      where: { createdById: userId },
      ...(isForOperator ? {} : { select: ownAppFields }),
    }),
    appRules: await prisma.appRule.findMany({
      where: { createdById: userId },
      ...(isForOperator ? {} : { select: ownRuleFields }),
    }),
    trustedIssuers: await prisma.trustedIssuer.findMany({
      where: { createdById: userId },
      ...(isForOperator ? {} : { select: ownAppFields }),
    }),
    appSecrets: await prisma.appSecret.findMany({ where: { createdById: userId }, omit: { hash: true } }),
    appGrants: await prisma.appGrant.findMany({
      where,
      ...(isForOperator ? {} : { select: ownGrantFields }),
    }),
    appLaunches: await prisma.appLaunch.findMany({
      where,
      select: { appId: true, serverId: true, createdAt: true, expiresAt: true, usedAt: true },
    }),
    fhirPeople: await prisma.fhirPersonLink.findMany({
      where: isForOperator ? { OR: [where, { createdById: userId }] } : where,
      ...(isForOperator ? {} : { select: ownLinkFields }),
    }),
    invitations: await prisma.invitation.findMany({
      where: { OR: [{ acceptedById: userId }, { email: { in: [...emails] } }] },
      omit: { tokenHash: true },
    }),
    notices: await prisma.notice.findMany({ where }),
    noticeSettings: await prisma.noticeSetting.findMany({ where }),
    emails: await prisma.outboxMail.findMany({
      where: { OR: [where, { recipient: { in: [...emails] } }] },
      omit: { content: true, contentKeyId: true },
    }),
    requests: await prisma.requestLogEntry.findMany({
      where: { service: userId },
      ...(isForOperator ? {} : { omit: { address: true, facts: true } }),
    }),
  };
}

/** The IP address and browser of an event are those of the person who caused it. */
function withoutActor<Event extends Pick<AuditEvent, "personal">>(event: Event): Event {
  const { personal } = event;
  if (typeof personal !== "object" || personal === null || Array.isArray(personal)) return event;
  const { address, agent, ...own } = personal;
  return { ...event, personal: own };
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part), 2);
}

/** Everything about a person as the parts of one JSON document. */
export async function* writePerson(user: User, source: PersonSource): AsyncGenerator<string> {
  const { reads, references } = source;
  const rows = toJson(await readRows(user, source));
  yield `${rows.slice(0, -2)},\n  "auditEvents": [`;
  let separator = "\n";
  for await (const events of readEventsOf(reads, references)) {
    const parts: string[] = [];
    for (const { hash, prevHash, personalHash, ...event } of events) {
      const isOwn = references.ids.includes(event.actorId);
      parts.push(`${separator}${toJson(isOwn ? event : withoutActor(event))}`);
      separator = ",\n";
    }
    // Also without events, so that the file of a client that has left ends here.
    yield parts.join("");
  }
  yield "\n  ]\n}\n";
}
