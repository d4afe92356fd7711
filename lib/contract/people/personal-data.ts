import { z } from "zod";

const row = z.record(z.string(), z.unknown());

const listOf = (text: string) => z.array(row).describe(text);

/** The file of GET /me/export. Its rows have the fields of the stored ones, which change with versions. */
export const personalDataSchema = z.object({
  account: row.describe("Your account, without your password."),
  providers: listOf("The providers you can sign in with."),
  sessions: listOf("Your sessions, without their secrets."),
  authenticatorApp: row.nullable().describe("When you added an authenticator app. Null: you have none."),
  passkeys: listOf("Your passkeys, without their public keys."),
  directory: row.nullable().describe("What a directory sent about you. Null: nothing."),
  members: listOf("Your memberships of teams."),
  keys: listOf("The keys that you own or created. What they allow belongs to their team."),
  appGrants: listOf("What you gave apps when you authorized them."),
  appLaunches: listOf("Apps that were opened for you in the last day."),
  fhirPeople: listOf("Who you are on FHIR servers."),
  invitations: listOf("Invitations that you accepted, and those to your verified email address."),
  notices: listOf("Your notifications."),
  noticeSettings: listOf("Which notifications you get by email."),
  emails: listOf("Emails to you, without their text."),
  requests: listOf("Verifications that you requested."),
  auditEvents: listOf(
    "Events of all audit logs that you caused or that are about you. The IP addresses and browsers of other people are left out.",
  ),
});
