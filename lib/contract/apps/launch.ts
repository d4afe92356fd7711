import { z } from "zod";
import { pageQuery } from "#lib/contract/common/lists.ts";

/** The logical id of a FHIR resource. */
const resourceId = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,64}$/, "Must be the id of a FHIR resource, such as 123")
  .max(64);

const idText = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{1,40}$`), `Must be an ID that starts with ${prefix}_`)
    .max(50);

export const createLaunchSchema = z
  .object({
    fhirServerId: idText("srv").meta({
      description: "The FHIR server whose data the app works with. Its gateway must be on.",
      example: "srv_01m84g7mvye1bswmy4cy9stv9q",
    }),
    patient: resourceId
      .nullable()
      .default(null)
      .meta({ description: "The id of the patient whose record is open. Null: none.", example: "123" }),
    encounter: resourceId
      .nullable()
      .default(null)
      .meta({ description: "The id of the encounter that is open. Null: none.", example: "456" }),
    intent: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, "Must be at most 100 visible ASCII characters")
      .max(100)
      .nullable()
      .default(null)
      .meta({
        description: "What the app should show first, as agreed with it.",
        example: "reconcile-medications",
      }),
    userId: idText("user").optional().meta({
      description:
        "The only person who can use the launch. Required for a key; a person launches for themselves.",
      example: "user_01m84g7mvye1bswmy4cy9stv9q",
    }),
  })
  .strict();

export type CreateLaunchInput = z.infer<typeof createLaunchSchema>;

export const grantStatuses = ["active", "expired", "ended"] as const;

export const listGrantsQuery = z
  .object({
    ...pageQuery,
    status: z.enum(grantStatuses).optional().meta({
      description: "Lists only grants with this status. Omitted: all of them.",
      example: "active",
    }),
  })
  .strict();

export type ListGrantsQuery = z.infer<typeof listGrantsQuery>;

/** The query string of the request to /oauth/authorize, without the question mark. */
const authorizationRequest = z
  .string()
  .regex(/^[\x21-\x7e]{1,8000}$/, "Must be the query string of the request, at most 8000 characters")
  .max(8000)
  .meta({
    description: "The query string with which the app sent the person to `/oauth/authorize`.",
    example: "response_type=code&client_id=app_01m84g7mvye1bswmy4cy9stv9q&state=af0ifjsldkj",
  });

export const authorizeAppSchema = z
  .object({
    request: authorizationRequest,
    scopes: z
      .array(
        z
          .string()
          .regex(/^\S{1,100}$/)
          .max(100),
      )
      .max(100)
      .meta({
        description: "What the person agrees to, out of what the page offers.",
        example: ["launch/patient", "patient/Observation.rs"],
      }),
    patient: resourceId
      .nullable()
      .default(null)
      .meta({ description: "The patient whom the person chose. Null: none.", example: "123" }),
  })
  .strict();

export type AuthorizeAppInput = z.infer<typeof authorizeAppSchema>;

export const findPatientsSchema = z
  .object({
    request: authorizationRequest,
    text: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}]*$/u, "Must not contain control characters")
      .meta({ description: "A part of the name, or the patient's id.", example: "Chalmers" }),
  })
  .strict();

export type FindPatientsInput = z.infer<typeof findPatientsSchema>;

export const linkPersonSchema = z
  .object({
    reference: z
      .string()
      .regex(
        /^(?:Practitioner|PractitionerRole|Patient|RelatedPerson|Person)\/[A-Za-z0-9.-]{1,64}$/,
        "Must be a Practitioner, PractitionerRole, Patient, RelatedPerson or Person, such as Practitioner/123",
      )
      .max(100)
      .meta({
        description:
          "Who the person is on the server. A person linked to a Patient can give apps access to that record, whatever their role.",
        example: "Practitioner/123",
      }),
  })
  .strict();

export const listPeopleQuery = z.object(pageQuery).strict();

export type ListPeopleQuery = z.infer<typeof listPeopleQuery>;

export type LinkPersonInput = z.infer<typeof linkPersonSchema>;
