import { listStoredForms } from "#lib/auth/credentials/email-address.ts";
import type {
  FailureCollector,
  FailureGroup,
  FailureKind,
  TakenFailures,
} from "#lib/domain/audit/failed-sign-ins.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { instanceChain } from "#lib/services/audit/instance-chain.ts";
import type { ServiceContext } from "#lib/services/context.ts";

type WritingRuntime = ServiceContext["runtime"] & { failedSignIns: FailureCollector };

/** The most events that one round writes, so that an attack from many networks can't flood the log. */
export const maxEvents = { known: 30, unknown: 10 } as const;

/** In the audit log, the account is the target. */
const failureActor = { type: "system", name: "failed-sign-in" } as const;

const actions = {
  password: "sign_in.fail",
  limit: "sign_in.throttle",
  code: "two_factor.fail",
} as const satisfies Record<FailureKind, string>;

async function findAccounts({ database }: WritingRuntime, groups: readonly FailureGroup[]) {
  const emails = groups.flatMap(({ email }) => (email === null ? [] : listStoredForms(email)));
  if (emails.length === 0) return new Map<string, string>();
  const users = await database.prisma.user.findMany({
    where: { email: { in: emails } },
    select: { id: true, email: true },
  });
  return new Map(users.map(({ id, email }) => [email, id]));
}

interface Found {
  group: FailureGroup;
  userId: string | null;
}

async function resolveAccounts(runtime: WritingRuntime, groups: readonly FailureGroup[]): Promise<Found[]> {
  const byEmail = await findAccounts(runtime, groups);
  return groups.map((group) => {
    const forms = group.email === null ? [] : listStoredForms(group.email);
    const found = forms.map((form) => byEmail.get(form)).find((id) => id !== undefined);
    return { group, userId: group.userId ?? found ?? null };
  });
}

function writeEvent(runtime: WritingRuntime, { group, userId }: Found): Promise<void> {
  const { kind, network, agent, requestId, at, attempts, accountDigest } = group;
  const ctx: ServiceContext = {
    runtime,
    actor: failureActor,
    request: { id: requestId, address: network, agent },
    now: at,
  };
  const target =
    userId === null ? { type: "unknownAccount", id: accountDigest } : { type: "user", id: userId };
  return withTransaction(runtime.database, (tx) =>
    emitAudit(tx, ctx, { teamId: null, action: actions[kind], target, changes: { attempts } }),
  );
}

function writeOmitted(runtime: WritingRuntime, attempts: number, now: Date): Promise<void> {
  const ctx: ServiceContext = {
    runtime,
    actor: failureActor,
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  return withTransaction(runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "sign_in.omit",
      target: { type: "console", id: instanceChain },
      changes: { attempts },
    }),
  );
}

function sumAttempts(found: readonly Found[]): number {
  return found.reduce((sum, { group }) => sum + group.attempts, 0);
}

/**
 * Writes an event for each group of failed sign-ins whose minute is over; with `isStopping` for all. Beyond the maximum,
 * one more event says how many attempts were left out. Existing accounts come first, so that made-up ones can't push them
 * out. What could not be stored is tried again in the next round.
 */
export async function writeFailures(
  runtime: WritingRuntime,
  { now, isStopping = false }: { now: Date; isStopping?: boolean },
): Promise<void> {
  const { failedSignIns } = runtime;
  const taken = failedSignIns.take(isStopping ? null : now);
  const rest: TakenFailures = { groups: [...taken.groups], omitted: taken.omitted };
  try {
    const found = await resolveAccounts(runtime, taken.groups);
    const known = found.filter(({ userId }) => userId !== null);
    const unknown = found.filter(({ userId }) => userId === null);
    const written = [...known.slice(0, maxEvents.known), ...unknown.slice(0, maxEvents.unknown)];
    const left = [...known.slice(maxEvents.known), ...unknown.slice(maxEvents.unknown)];
    rest.groups = written.map(({ group }) => group);
    rest.omitted += sumAttempts(left);
    for (const one of written) {
      await writeEvent(runtime, one);
      rest.groups.shift();
    }
    if (rest.omitted > 0) await writeOmitted(runtime, rest.omitted, now);
  } catch (error) {
    failedSignIns.putBack(rest);
    throw error;
  }
}
