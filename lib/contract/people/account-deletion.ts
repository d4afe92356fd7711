import { z } from "zod";
import { emailText, idText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

/** What happens to a person's keys in a team they leave. */
const keyChoices = ["revoke", "handOver"] as const;

export type KeyChoice = (typeof keyChoices)[number];

export const deleteAccountSchema = z
  .object({
    email: emailText("Enter your email address").meta({
      description: "The email address of your account, which confirms that you mean it.",
      example: "ada@example.com",
    }),
    keys: z
      .array(
        z
          .object({
            teamId: idText.describe("The ID of a team that you leave."),
            choice: z.enum(keyChoices).meta({
              description:
                "`revoke` deletes your keys in this team. `handOver` makes the team their owner: they keep working, with the permissions they have. Only for admins and owners.",
              example: "handOver",
            }),
          })
          .strict(),
      )
      .max(1000)
      .optional()
      .describe("Required for each team with `liveKeys` that isn't deleted with the account."),
  })
  .strict();

export type DeleteAccountInput = z.infer<typeof deleteAccountSchema>;

const outcomes = ["left", "deleted", "blocked"] as const;

const affectedTeamSchema = z.object({
  id: z.string().describe("The ID of the team."),
  slug: z.string().describe("The team's name in the console's URLs."),
  name: z.string().describe("The name of the team."),
  role: z.enum(roles).describe("Your role in the team."),
  outcome: z
    .enum(outcomes)
    .describe(
      "`left`: you leave it. `deleted`: nobody else is in it, so it is deleted with the account. `blocked`: you are its only owner, so make another member an owner or delete it first.",
    ),
  liveKeys: z.int().describe("Your keys in the team that are neither expired nor deleted."),
  keyNames: z.array(z.string()).describe("The names of these keys, at most 5."),
  canHandOver: z.boolean().describe("Whether you can hand your keys over to the team."),
});

export const accountDeletionSchema = z.object({
  problem: z
    .enum(["last_instance_owner", "only_owner"])
    .nullable()
    .describe(
      "Why you can't delete your account now. `last_instance_owner`: you are the only administrator of this console. `only_owner`: at least one team is `blocked`. Null: you can.",
    ),
  teams: z.array(affectedTeamSchema).describe("Your teams, by name."),
});

export type AccountDeletionDto = z.infer<typeof accountDeletionSchema>;

export const deletedAccountSchema = z.object({
  id: z.string().describe("The ID of the person, to which the audit log still refers."),
  deletedAt: z.iso.datetime().describe("When the account was deleted."),
});

export type DeletedAccountDto = z.infer<typeof deletedAccountSchema>;
