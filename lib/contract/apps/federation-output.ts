import { z } from "zod";
import { pageOf } from "#lib/contract/common/lists.ts";
import { issuerPresetNames } from "#lib/domain/federation/presets.ts";
import { refusalReasons } from "#lib/domain/federation/refusal.ts";
import { keysText } from "./keys-text.ts";

const time = z.iso.datetime();

export const trustedIssuerSchema = z.object({
  id: z.string().describe("The ID of the issuer."),
  teamId: z.string().describe("The ID of the team."),
  name: z.string().describe("The name that lists show."),
  preset: z.enum(issuerPresetNames).describe("What kind of issuer it is."),
  issuer: z.string().describe("The `iss` of its tokens."),
  jwks: z
    .object({ keys: z.array(z.record(z.string(), z.unknown())).meta(keysText) })
    .nullable()
    .describe("Its public keys. Null: they are read at the issuer's address."),
  ruleCount: z.int().describe("How many rules of apps are about it."),
  createdAt: time.describe("When it was added."),
  updatedAt: time.describe("When it was last changed."),
});

export type TrustedIssuerDto = z.infer<typeof trustedIssuerSchema>;

export const trustedIssuerPageSchema = pageOf(trustedIssuerSchema);

const appRuleSchema = z.object({
  id: z.string().describe("The ID of the rule."),
  name: z.string().describe("The name that lists show."),
  issuer: z
    .object({
      id: z.string().describe("The ID of the issuer."),
      name: z.string().describe("The name of the issuer."),
      preset: z.enum(issuerPresetNames).describe("What kind of issuer it is."),
      issuer: z.string().describe("The `iss` of its tokens."),
    })
    .describe("The trusted issuer."),
  audience: z.string().describe("The only audience of the tokens."),
  claims: z.record(z.string(), z.array(z.string())).describe("The accepted values of each claim."),
  createdAt: time.describe("When it was added."),
  lastUsedAt: time.nullable().describe("When a token was last exchanged by it. Null: never."),
});

export type AppRuleDto = z.infer<typeof appRuleSchema>;

export const appRuleListSchema = z.object({
  data: z
    .array(appRuleSchema)
    .describe("The rules, oldest first. Which of them accept a token doesn't depend on the order."),
});

/** GET /apps/{id}/refusals. */
export const exchangeRefusalListSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string().describe("The ID of the refusal."),
        at: time.describe("When the token was refused."),
        issuer: z.string().describe("The `iss` of the token."),
        reason: z.enum(refusalReasons).describe("Why it was refused."),
        rule: z
          .object({
            id: z.string().describe("The ID of the rule."),
            name: z.string().describe("The name of the rule."),
          })
          .nullable()
          .describe("The rule that nearly matched. Null: there was none."),
        claim: z.string().nullable().describe("The claim that didn't match. Null: another reason."),
        value: z
          .string()
          .nullable()
          .describe("Its value in the token. Null: it wasn't there, or another reason."),
      }),
    )
    .describe("The last 50 refusals of the last 7 days, newest first."),
});

export type ExchangeRefusalListDto = z.infer<typeof exchangeRefusalListSchema>;
