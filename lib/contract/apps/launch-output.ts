import { z } from "zod";
import { pageOf } from "#lib/contract/common/lists.ts";
import { appKinds } from "./app-output.ts";
import { grantStatuses } from "./launch.ts";

const time = z.iso.datetime();

export const launchSchema = z.object({
  launchUrl: z
    .string()
    .describe("Where to send the person's browser: the app's launch address, with `iss` and `launch`."),
  launch: z.string().describe("The handle in that address, for apps that are opened in another way."),
  expiresAt: time.describe("Until when it can be used, once."),
});

export type LaunchDto = z.infer<typeof launchSchema>;

const named = z.object({ id: z.string().describe("The ID."), name: z.string().describe("The name.") });

export const grantSchema = z.object({
  id: z.string().describe("The ID of the grant."),
  app: named.extend({ kind: z.enum(appKinds).describe("What kind of program it is.") }).describe("The app."),
  team: named.describe("The team that the app belongs to."),
  person: named.describe("Who gave it."),
  fhirServer: named.describe("The FHIR server whose data the app can reach."),
  scopes: z.array(z.string()).describe("What the person agreed to."),
  hasPatient: z.boolean().describe("Whether it is about one patient. Which one is not returned."),
  status: z.enum(grantStatuses).describe("Whether the app can still use it."),
  createdAt: time.describe("When the person agreed."),
  expiresAt: time.describe("When it expires, unless the app uses it again before."),
  lastTokenAt: time.nullable().describe("When the app last got a token. Null: it never did."),
  endedAt: time.nullable().describe("When it was ended. Null: it wasn't."),
});

export type GrantDto = z.infer<typeof grantSchema>;

export const grantPageSchema = pageOf(grantSchema);

export const authorizedSchema = z.object({
  redirectTo: z.string().describe("Where to send the person's browser: the app's address, with the code."),
});

export const foundPatientsSchema = z.object({
  patients: z
    .array(
      z.object({
        id: z.string().describe("The id of the patient on the FHIR server."),
        name: z.string().nullable().describe("The name. Null: the record has none."),
        birthDate: z
          .string()
          .nullable()
          .describe("The date of birth, as the record has it. Null: it has none."),
        gender: z.string().nullable().describe("The administrative gender. Null: the record has none."),
        identifier: z
          .string()
          .nullable()
          .describe("The first identifier, such as a record number. Null: none."),
      }),
    )
    .describe("At most 20 patients."),
  hasMore: z.boolean().describe("Whether the server found more."),
});

export type FoundPatients = z.infer<typeof foundPatientsSchema>;

export const personLinkSchema = z.object({
  person: named
    .extend({ email: z.string().describe("The email address.") })
    .describe("The member of the team."),
  reference: z.string().describe("Who the person is on the server, such as `Practitioner/123`."),
  createdAt: time.describe("When the link was made."),
});

export type PersonLinkDto = z.infer<typeof personLinkSchema>;

export const personLinkPageSchema = pageOf(personLinkSchema);
