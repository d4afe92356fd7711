import type { Transaction } from "#lib/db/transaction.ts";
import { notFound } from "#lib/errors.ts";
import { includeForDto, type MemberRow } from "./member-dto.ts";

/** Somebody who is in the team, suspended or not; throws `not_found` for others and for those who left. */
export async function findMember(tx: Transaction, teamId: string, memberId: string): Promise<MemberRow> {
  const member = await tx.member.findFirst({
    where: { id: memberId, teamId, status: { not: "removed" } },
    include: includeForDto,
  });
  if (member === null) throw notFound();
  return member;
}

export function countActiveOwners(tx: Transaction, teamId: string): Promise<number> {
  return tx.member.count({ where: { teamId, role: "owner", status: "active", user: { status: "active" } } });
}
