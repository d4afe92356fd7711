import "server-only";

import { notFound } from "next/navigation";
import { describeAgent } from "#lib/auth/session/describe-agent.ts";
import type { ListPeopleQuery } from "#lib/contract/instance/people.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { listFrom } from "#lib/queries/list-from.ts";
import { listPeople } from "#lib/services/instance/people/list.ts";
import { readPerson } from "#lib/services/instance/people/read.ts";
import { openInstance, runInInstanceTurn } from "./open-instance.ts";

const pageSize = 50;

/** A page of the people who match the filters. */
export async function readPeoplePage(
  filters: Omit<ListPeopleQuery, "cursor" | "limit">,
  cursor: string | undefined,
) {
  const ctx = await openInstance("/instance/people");
  const people = await runInInstanceTurn(ctx, "listPeople", (heavy) =>
    listFrom((from) => listPeople(heavy, { ...filters, limit: pageSize, cursor: from }), cursor),
  );
  return { people, viewerId: ctx.actor.userId, now: ctx.now.toISOString() };
}

/** One person's account. For an unknown ID the page doesn't exist. */
export async function readPersonPage(id: string) {
  const ctx = await openInstance(`/instance/people/${encodeURIComponent(id)}`);
  if (!isId("user", id)) notFound();
  const person = await readPerson(ctx, { id }).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  });
  return {
    person: {
      ...person,
      signIns: person.signIns.map((signIn) => ({ ...signIn, device: describeAgent(signIn.agent).device })),
    },
    isSelf: person.id === ctx.actor.userId,
    now: ctx.now.toISOString(),
  };
}
