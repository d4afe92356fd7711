import { createId } from "#lib/domain/common/ids.ts";
import type { AuditEvent, User } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readEventsOf } from "./events-of-person.ts";
import { findReferences } from "./find-person.ts";

/** Everything but the audit logs, without secrets and digests. */
async function readRows(
  { database: { prisma } }: ServiceContext["runtime"],
  user: User,
  emails: readonly string[],
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
    keys: await prisma.apiKey.findMany({ where: { OR: [{ ownerUserId: userId }, { createdById: userId }] } }),
    apps: await prisma.app.findMany({ where: { createdById: userId } }),
    appSecrets: await prisma.appSecret.findMany({ where: { createdById: userId }, omit: { hash: true } }),
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
    requests: await prisma.requestLogEntry.findMany({ where: { service: userId } }),
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

/** Everything about a person as the parts of one JSON document, on behalf of the operator. */
export async function* exportPerson(
  runtime: ServiceContext["runtime"],
  user: User,
  { now, signal }: { now: Date; signal: AbortSignal },
): AsyncGenerator<string> {
  const references = await findReferences(runtime, user, signal);
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  await withTransaction(runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "user.export",
      target: { type: "user", id: user.id },
      changes: {},
    }),
  );
  const rows = toJson(await readRows(runtime, user, references.emails));
  yield `${rows.slice(0, -2)},\n  "auditEvents": [`;
  let separator = "\n";
  for await (const events of readEventsOf(runtime, references, signal)) {
    for (const { hash, prevHash, personalHash, ...event } of events) {
      yield `${separator}${toJson(references.ids.includes(event.actorId) ? event : withoutActor(event))}`;
      separator = ",\n";
    }
  }
  yield "\n  ]\n}\n";
}
