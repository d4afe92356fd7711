import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import { idText, presentedKeyText, reasonText, searchText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { defaultGracePeriodSeconds, maxGracePeriodSeconds } from "#lib/domain/keys/rotation.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { filterShape, permissionText, shapeOf } from "./key-fields.ts";
import { keyStatuses } from "./key-statuses.ts";

/** A member of the team, or the team itself with the role the key acts in. */
const keyOwnerInput = z.union(
  [
    z
      .object({
        type: z.literal("user").describe("A member of the team."),
        id: idText.meta({
          description: "The ID of the member's account.",
          example: "user_01m84g7mvyecfr996v095v3zzr",
        }),
      })
      .strict(),
    z
      .object({
        type: z.literal("team").describe("The team itself."),
        role: z.enum(roles).meta({ description: "The role the key acts in.", example: "developer" }),
      })
      .strict(),
  ],
  'Must be {"type":"user","id":"user_…"} or {"type":"team","role":"developer"}',
);

export const createKeySchema = z
  .object({
    ...shapeOf("create"),
    environment: environmentSlug.describe("The environment of the key. It never changes."),
    owner: keyOwnerInput.optional().meta({
      description: "The member or team the key belongs to. Omitted: the caller.",
      example: { type: "team", role: "developer" },
    }),
  })
  .strict();

export type CreateKeyInput = z.infer<typeof createKeySchema>;

export const updateKeySchema = z
  .object(shapeOf("update"))
  .partial()
  .extend({
    expectedUpdatedAt: momentText.optional().meta({
      description:
        "The `updatedAt` of the key when you read it. If the key has changed since then, the request returns 409.",
      example: "2026-01-05T09:00:00.000Z",
    }),
  })
  .strict()
  .refine(
    ({ expectedUpdatedAt: _, ...changes }) => Object.keys(changes).length > 0,
    "Include at least one field to change",
  );

export type UpdateKeyInput = z.infer<typeof updateKeySchema>;

export type KeyChanges = Omit<UpdateKeyInput, "expectedUpdatedAt">;

export const rotateKeySchema = z
  .object({
    gracePeriodSeconds: z
      .int("Must be a whole number of seconds")
      .min(0)
      .max(maxGracePeriodSeconds, "Must be at most 604800 (7 days)")
      .default(defaultGracePeriodSeconds)
      .describe("How long the previous secret keeps working."),
    currentSecretId: idText.optional().meta({
      description:
        "The ID of the secret you want to replace. If another rotation came first, the request returns 409.",
      example: "sec_01m84g7mvye1bswmy4cy9stv9q",
    }),
  })
  .strict();

export type RotateKeyInput = z.infer<typeof rotateKeySchema>;

export const deleteKeySchema = z
  .object({ reason: reasonText.optional().describe("Why the key is deleted, for the audit log.") })
  .strict();

export const lookUpKeySchema = z
  .object({ key: presentedKeyText.describe("The secret to look up. Any text is accepted.") })
  .strict();

const sortFields = ["createdAt", "name", "lastUsedAt", "expiresAt", "requests"] as const;
const keySorts = sortFields.flatMap((field) => [field, `-${field}` as const]);

const statusList = z
  .string()
  .max(100)
  .meta({ override: { pattern: "^[a-z]+(,[a-z]+)*$" } })
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(keyStatuses, `Must be one or more of ${keyStatuses.join(", ")}`)));

/** Query parameters arrive as text. The description is the one of `true`. */
function yesOrNo(description: string) {
  return z
    .enum(["true", "false"], "Must be true or false")
    .transform((text) => text === "true")
    .optional()
    .meta({
      description: `\`true\`: lists only keys ${description} \`false\`: lists only the others.`,
      example: "true",
    });
}

/** Filters that a key matches or not. */
const keyConditions = {
  active: yesOrNo(
    "that verification accepts: not disabled, expired or deleted, and with an owner who is a current member.",
  ),
  expiring: yesOrNo("that are active and expire within 14 days."),
  unused: yesOrNo(
    "that are active and were created over 7 days ago but never used, or not used for 90 days.",
  ),
  rejected: yesOrNo("with at least one rejected request in the last 7 UTC days, including today."),
  ownerSuspended: yesOrNo("that are rejected only because their owner is suspended or no longer a member."),
};

export const listKeysQuery = z
  .object({
    ...pageQuery,
    environment: environmentSlug.optional().meta({
      description: "Lists only keys of the environment with this short name.",
      example: "production",
    }),
    status: statusList.optional().meta({
      description:
        "Lists only keys with one of these statuses, separated by commas. Keys whose owner is suspended keep their status: use `active` for keys that work.",
      example: "active,rotating",
    }),
    owner: idText.optional().meta({
      description: "Lists only keys of this person or, with the team's ID, of the team.",
      example: "user_01m84g7mvyecfr996v095v3zzr",
    }),
    permission: permissionText.optional().meta({
      description:
        "Lists only keys whose own list of permissions contains this one. Keys that inherit the permissions of a role have no list, and are not included.",
      example: "workers:read",
    }),
    ...keyConditions,
    ...filterShape,
    q: searchText.optional().meta({
      description:
        "Lists only keys with this text in their name, description, external ID or the hint of a secret.",
      example: "billing",
    }),
    sort: z
      .enum(keySorts, `Must be one of ${keySorts.join(", ")}`)
      .default("-createdAt")
      .describe(
        "The field to sort by. A leading `-` reverses the order. `requests` is the number of requests in the last 7 UTC days. Keys without a value come last. A file is always ordered by creation, newest first.",
      ),
  })
  .strict();

export type ListKeysQuery = z.infer<typeof listKeysQuery>;

const time = z.iso.datetime();

const secretDto = z.object({
  id: z.string().describe("The ID of the secret."),
  hint: z.string().describe("The first 9 and the last 4 characters."),
  createdAt: time.describe("When the secret was created."),
  endsAt: time.nullable().describe("When the secret stops working. Null: the current secret."),
  lastUsedAt: time.nullable().describe("When the secret was last used. Null: never."),
});

export const keySchema = z.object({
  id: z.string().describe("The ID of the key."),
  teamId: z.string().describe("The ID of the team."),
  ...shapeOf("output"),
  effectivePermissions: z
    .array(z.string())
    .describe("The permissions in effect now: its list, or all, limited by its owner's role."),
  environment: z.string().describe("The environment of the key."),
  owner: z
    .object({
      type: z.enum(["user", "team"]).describe("The kind of owner."),
      id: z.string().describe("The ID of the owner."),
      name: z.string().describe("The name of the owner."),
      role: z
        .enum(roles)
        .nullable()
        .describe("The role the key currently acts in. Null while its owner is suspended or removed."),
    })
    .describe("The person or team the key belongs to."),
  status: z.enum(keyStatuses).describe("Whether the key works, and why not."),
  hint: z.string().describe("The first 9 and the last 4 characters of the current secret."),
  createdAt: time.describe("When the key was created."),
  updatedAt: time.describe("When the key was last changed. Using the key does not count as a change."),
  lastUsedAt: time.nullable().describe("When the key was last used. Null: never."),
  secrets: z.array(secretDto).describe("The newest secrets of the key, including the current one."),
});

export type KeyDto = z.infer<typeof keySchema>;

/** The only response with the secret. In the response to a repeated request, the secret is null. */
export const keyWithSecretSchema = keySchema.extend({
  secret: z
    .string()
    .nullable()
    .describe("The new secret, returned only once. Null in the response to a repeated request."),
  secretShown: z.literal(true).optional().meta({
    description: "Only in the response to a repeated request: the secret was returned before.",
    example: true,
  }),
});

export type KeyWithSecretDto = KeyDto & { secret: string };

export const keyPageSchema = pageOf(keySchema);
