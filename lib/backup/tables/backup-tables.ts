/**
 * Every table of the database: whether a backup contains it, or why not. A test compares this list with the database. A backup
 * contains tables that are missing here.
 */
export const backupTables: Readonly<Record<string, "included" | { leftOut: string }>> = {
  _prisma_migrations: { leftOut: "the header of the backup lists the migrations" },
  accounts: "included",
  api_keys: "included",
  audit_events: "included",
  audit_heads: "included",
  backup_schedule: { leftOut: "it tells about the backups of one database, not of its copies" },
  directory_group_members: "included",
  directory_groups: "included",
  email_changes: "included",
  environments: "included",
  fhir_servers: "included",
  idempotency_records: "included",
  invalidations: { leftOut: "it tells running instances what to read again, and a new database has none" },
  invitations: "included",
  key_expiry_notices: "included",
  key_resources: "included",
  key_secrets: "included",
  key_usage: "included",
  key_usage_days: "included",
  key_usage_summaries: "included",
  member_groups: "included",
  members: "included",
  notice_settings: "included",
  notices: "included",
  one_time_tokens: "included",
  outbox_mails: "included",
  passkey_challenges: { leftOut: "they are valid for minutes" },
  passkeys: "included",
  provisioned_people: "included",
  provisioning_settings: "included",
  provisioning_tokens: "included",
  recovery_codes: "included",
  request_log: "included",
  request_log_drops: "included",
  sessions: "included",
  team_groups: "included",
  team_permissions: "included",
  team_usage_summaries: "included",
  teams: "included",
  throttle_windows: { leftOut: "they count the failed attempts of the last minutes" },
  totp_factors: "included",
  usage_summaries: "included",
  users: "included",
  workers: "included",
};

export function isInBackups(table: string): boolean {
  return (backupTables[table] ?? "included") === "included";
}
