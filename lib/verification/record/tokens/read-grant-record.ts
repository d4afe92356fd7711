import type { GrantContext, GrantRecord, KeyRecord } from "#lib/domain/keys/key-record.ts";
import { listPersonLetters, readPatientId } from "#lib/domain/launch/offer-scopes.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { isTableUnreadable } from "#lib/platform/db/server/database-errors.ts";

/** The row, with the column names of readGrantRecordSql. */
interface GrantRecordRow {
  id: string;
  server_id: string;
  base_url: string;
  patient_id: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  server_deleted_at: Date | null;
  user_id: string;
  user_status: "active" | "suspended";
  is_instance_owner: boolean;
  member_id: string | null;
  member_role: Role | null;
  member_status: "active" | "suspended" | "removed" | null;
  joined_at: Date | null;
  reference: string | null;
  encounter_id: string | null;
  intent: string | null;
}

/** Returns at most one row. Every table in it is read through an index. A link from before the person rejoined counts for nothing. */
export const readGrantRecordSql = `
  SELECT given.id, given.server_id, given.base_url, given.patient_id, given.created_at,
    given.expires_at, given.ended_at,
    server.deleted_at AS server_deleted_at,
    person.id AS user_id, person.status AS user_status, person.is_instance_owner,
    member.id AS member_id, member.role AS member_role, member.status AS member_status, member.joined_at,
    link.reference, given.encounter_id, given.intent
  FROM app_grants given
  JOIN fhir_servers server ON server.id = given.server_id
  JOIN users person ON person.id = given.user_id
  LEFT JOIN members member ON member.team_id = given.team_id AND member.user_id = given.user_id
  LEFT JOIN fhir_person_links link ON link.server_id = given.server_id AND link.user_id = given.user_id
    AND link.base_url = given.base_url AND link.created_at >= member.joined_at
  WHERE given.id = $1`;

/** What a token of a person has of the grant that it belongs to. */
export interface TokenGrant {
  grant: Omit<GrantRecord, "context">;
  context: Omit<GrantContext, "scopes">;
  owner: KeyRecord["owner"];
  memberId: string | null;
  expiresAtMs: number;
  endedAt: Date | null;
}

/**
 * Reads a grant, and what its person may do now. It is a statement of its own, so that a process whose database role can't read
 * grants yet keeps accepting the tokens of services. Null: the grant can't be read, so its tokens aren't valid.
 */
export async function readGrantRecord(
  { lookUpPool, keepsStatements }: Pick<Database, "lookUpPool" | "keepsStatements">,
  grantId: string,
): Promise<TokenGrant | null> {
  try {
    const { rows } = await lookUpPool.query<GrantRecordRow>({
      ...(keepsStatements ? { name: "read-grant-record" } : {}),
      text: readGrantRecordSql,
      values: [grantId],
    });
    const [row] = rows;
    return row === undefined ? null : toTokenGrant(row);
  } catch (error) {
    if (isTableUnreadable(error)) return null;
    throw error;
  }
}

function toTokenGrant(row: GrantRecordRow): TokenGrant {
  const memberStatus = findMemberStatus(row);
  const permissions = listRolePermissions(row.member_role ?? "viewer", []);
  const isOwnRecord = row.patient_id !== null && row.patient_id === readPatientId(row.reference);
  const isSuspended = memberStatus === "active" && row.user_status !== "active";
  return {
    grant: {
      id: row.id,
      serverId: row.server_id,
      baseUrl: row.base_url,
      patientId: row.patient_id,
      // A person who is linked to the patient in context has everything in that record, whatever their role.
      letters: listPersonLetters(permissions, isOwnRecord),
    },
    context: { encounterId: row.encounter_id, intent: row.intent, fhirUser: row.reference },
    owner: {
      type: "user",
      id: row.user_id,
      role: row.member_role ?? "viewer",
      status: isSuspended ? "suspended" : memberStatus,
      isInstanceOwner: row.is_instance_owner,
    },
    memberId: row.member_id,
    expiresAtMs: row.expires_at.getTime(),
    endedAt: row.ended_at ?? row.server_deleted_at,
  };
}

/** What a person gave before they left the team and rejoined counts for nothing, whichever release removed them. */
function findMemberStatus(row: GrantRecordRow): KeyRecord["owner"]["status"] {
  const hasRejoined = row.joined_at !== null && row.created_at < row.joined_at;
  return row.member_status === null || hasRejoined ? "removed" : row.member_status;
}
