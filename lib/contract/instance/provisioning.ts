import { z } from "zod";
import { nameText } from "#lib/contract/common/text.ts";

/** What happens to the keys of a person whom the directory deactivates. */
export const keyPolicies = ["revoke", "hand_over"] as const;

const keysAtOffboarding = z
  .enum(keyPolicies)
  .describe(
    "What happens to the keys of a person whom the directory deactivates: `revoke` deletes them, `hand_over` makes them keys of their team.",
  );

const tokenFields = {
  id: z.string().describe("The ID of the token."),
  name: z.string().describe("What the token is for."),
  hint: z.string().describe("The first and last characters of the token, to recognize it by."),
  createdAt: z.iso.datetime().describe("When the token was created."),
  lastUsedAt: z.iso
    .datetime()
    .nullable()
    .describe("When the directory last used the token, to the minute. Null: never."),
};

export const provisioningTokenSchema = z.object(tokenFields);

export type ProvisioningTokenDto = z.infer<typeof provisioningTokenSchema>;

export const createdProvisioningTokenSchema = z.object({
  ...tokenFields,
  token: z.string().describe("The token, which is shown only in this response."),
});

export type CreatedProvisioningTokenDto = z.infer<typeof createdProvisioningTokenSchema>;

export const createProvisioningTokenSchema = z
  .object({ name: nameText.describe("What the token is for, such as the name of the directory.") })
  .strict();

export type CreateProvisioningTokenInput = z.infer<typeof createProvisioningTokenSchema>;

export const provisioningSchema = z.object({
  baseUrl: z.string().describe("The address to enter in the directory."),
  tokens: z.array(provisioningTokenSchema).describe("The tokens, oldest first, at most 2."),
  keysAtOffboarding,
  people: z.int().describe("The number of people the directory manages."),
  groups: z.int().describe("The number of groups the directory has sent."),
  lastRequestAt: z.iso
    .datetime()
    .nullable()
    .describe("When a directory last sent a request with a valid token, to the minute. Null: never."),
});

export type ProvisioningDto = z.infer<typeof provisioningSchema>;

export const updateProvisioningSchema = z.object({ keysAtOffboarding }).strict();

export type UpdateProvisioningInput = z.infer<typeof updateProvisioningSchema>;
