import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { includeForDto, type MemberRow } from "./member-dto.ts";

/** Reads a member, suspended or not. Throws `not_found` for others and for former members. */
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
