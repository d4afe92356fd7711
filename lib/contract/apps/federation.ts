import { z } from "zod";
import { pageQuery } from "#lib/contract/common/lists.ts";
import { nameText } from "#lib/contract/common/text.ts";
import { issuerPresetNames } from "#lib/domain/federation/presets.ts";
import { appAddress } from "./app-addresses.ts";
import { jwksInput } from "./jwks.ts";

const issuerUrl = appAddress.refine((text) => !text.includes("?"), "Must not contain a query");

const texts = {
  name: { description: "The name that lists show.", example: "GitHub Actions" },
  issuer: {
    description:
      "The `iss` of its tokens, compared exactly. Null for `github`, `gitlab` and `google`: the public service.",
    example: null,
  },
  jwks: {
    description:
      "Its public keys, as a JSON Web Key Set. Null: the console reads them where the issuer's discovery document says.",
    example: null,
  },
} as const;

export const createTrustedIssuerSchema = z
  .object({
    name: nameText.meta(texts.name),
    preset: z.enum(issuerPresetNames, `Must be one of ${issuerPresetNames.join(", ")}`).meta({
      description:
        "What kind of issuer it is. It decides which claims a rule must contain. It never changes.",
      example: "github",
    }),
    issuer: issuerUrl.nullable().default(null).meta(texts.issuer),
    jwks: jwksInput.nullable().default(null).meta(texts.jwks),
  })
  .strict();

export type CreateTrustedIssuerInput = z.infer<typeof createTrustedIssuerSchema>;

export const updateTrustedIssuerSchema = z
  .object({ name: nameText.meta(texts.name), jwks: jwksInput.nullable().meta(texts.jwks) })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateTrustedIssuerInput = z.infer<typeof updateTrustedIssuerSchema>;

export const listTrustedIssuersQuery = z.object(pageQuery).strict();

export type ListTrustedIssuersQuery = z.infer<typeof listTrustedIssuersQuery>;

/** The name of a claim, or a JSON Pointer to a nested one. */
const claimName = z
  .string()
  .max(200)
  .regex(/^[!-~]+$/, "Must be printable ASCII characters without spaces");

const claimValue = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]+$/u, "Contains an invalid character")
  .refine((text) => text.isWellFormed(), "Contains an invalid character");

export const createAppRuleSchema = z
  .object({
    name: nameText.meta({ description: "The name that lists show.", example: "Deployments from main" }),
    issuerId: z
      .string()
      .max(40)
      .regex(/^iss_[0-9a-z]+$/, "Must be the id of a trusted issuer")
      .meta({ description: "The trusted issuer.", example: "iss_01m84g7mvye1bswmy4cy9stv9q" }),
    audience: z
      .string()
      .max(500)
      .regex(/^[!-~]+$/, "Must be printable ASCII characters without spaces")
      .meta({
        description: "The only audience (`aud`) of the tokens, such as this console's address.",
        example: "https://console.example.com",
      }),
    claims: z
      .record(claimName, z.array(claimValue).max(20, "List at most 20 values"))
      .refine((claims) => Object.keys(claims).length <= 20, "List at most 20 claims")
      .meta({
        description:
          "The accepted values of each claim, compared exactly. All claims must match. A name that starts with a slash is a JSON Pointer to a nested claim.",
        example: { repository_id: ["12345678"], ref: ["refs/heads/main"] },
      }),
  })
  .strict();

export type CreateAppRuleInput = z.infer<typeof createAppRuleSchema>;
