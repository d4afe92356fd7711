import type { InstancePersonDto, InstancePersonRow } from "#lib/contract/instance/people.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { readPeople } from "./list.ts";
import { toPersonRow } from "./person-row.ts";
import { describePerson } from "./read.ts";

const batchSize = 500;

/** Everyone with an account whose name or email address contains every word, by name. */
export async function listPeopleByCommand(
  { database }: ServiceContext["runtime"],
  { q, signal }: { q: string; signal: AbortSignal },
): Promise<InstancePersonRow[]> {
  const people: InstancePersonRow[] = [];
  let from: { value: string; id: string } | null = null;
  for (;;) {
    signal.throwIfAborted();
    const rows: Awaited<ReturnType<typeof readPeople>> = await readPeople(
      database,
      { q },
      { from, take: batchSize },
    );
    people.push(...rows.map(toPersonRow));
    const last = rows.at(-1);
    if (last === undefined || rows.length < batchSize) return people;
    from = { value: last.name, id: last.id };
  }
}

/** A person with their teams, keys and sign-ins, for the operator. Null if no account has this email address. */
export async function readPersonByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<InstancePersonDto | null> {
  const user = await findUserByEmail(runtime.database.prisma, email);
  return user === null ? null : describePerson(createCommandContext(runtime, now), user.id);
}
