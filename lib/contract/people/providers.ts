import { z } from "zod";

export const linkedProviderSchema = z.object({
  id: z.string().describe("The ID of the link."),
  provider: z.string().describe("The provider's ID in the settings, such as `github`."),
  name: z.string().describe("The provider's name. Its ID if it is no longer configured."),
  linkedAt: z.iso.datetime().describe("When it was linked."),
  canUnlink: z
    .boolean()
    .describe("Whether you can unlink it. False if it is the only way you can sign in at this address."),
});

export type LinkedProviderDto = z.infer<typeof linkedProviderSchema>;

export const linkProviderSchema = z
  .object({
    provider: z
      .enum(["github", "google", "oidc"])
      .meta({ description: "The provider's ID in the settings.", example: "github" }),
  })
  .strict();

export type LinkProviderInput = z.infer<typeof linkProviderSchema>;

export const linkableProviderSchema = z.object({
  provider: z.string().describe("The provider's ID in the settings."),
  name: z.string().describe("The provider's name."),
});

export type LinkableProviderDto = z.infer<typeof linkableProviderSchema>;
