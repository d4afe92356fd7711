import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import { idText, presentedKeyText, reasonText, searchText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { defaultGracePeriodSeconds, maxGracePeriodSeconds } from "#lib/domain/keys/rotation.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { filterShape, shapeOf } from "./key-fields.ts";
import { keyStatuses } from "./key-statuses.ts";

/** A member of the team, or the team itself with the role the key acts in. */
const keyOwnerInput = z.union(
  [
    z.object({ type: z.literal("user"), id: idText }).strict(),
    z.object({ type: z.literal("team"), role: z.enum(roles) }).strict(),
  ],
  'Must be {"type":"user","id":"user_…"} or {"type":"team","role":"developer"}',
);

export const createKeySchema = z
  .object({ ...shapeOf("create"), environment: environmentSlug, owner: keyOwnerInput.optional() })
  .strict();

export type CreateKeyInput = z.infer<typeof createKeySchema>;

export const updateKeySchema = z
  .object(shapeOf("update"))
  .partial()
  .extend({
    /** The `updatedAt` of the key when the caller read it. A key that has changed since then is not updated. */
    expectedUpdatedAt: momentText.optional(),
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
      .default(defaultGracePeriodSeconds),
    currentSecretId: idText.optional(),
  })
  .strict();

export type RotateKeyInput = z.infer<typeof rotateKeySchema>;

export const deleteKeySchema = z.object({ reason: reasonText.optional() }).strict();

export const lookUpKeySchema = z.object({ key: presentedKeyText }).strict();

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
    .meta({ description: `\`true\`: only keys ${description} \`false\`: only the others` });
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
    environment: environmentSlug
      .optional()
      .meta({ description: "Only keys of the environment with this short name" }),
    status: statusList.optional().meta({
      description:
        "Only keys with one of these statuses, separated by commas. Keys whose owner is suspended keep their status: use `active` for keys that work",
    }),
    owner: idText
      .optional()
      .meta({ description: "Only keys of this person or, with the team's ID, of the team" }),
    ...keyConditions,
    ...filterShape,
    q: searchText.optional().meta({
      description: "Only keys with this text in their name, description, external ID or the hint of a secret",
    }),
    sort: z
      .enum(keySorts, `Must be one of ${keySorts.join(", ")}`)
      .default("-createdAt")
      .meta({
        description:
          "The order, descending with `-`. `requests` is the number of requests in the last 7 UTC days. Keys without a value come last",
      }),
  })
  .strict();

export type ListKeysQuery = z.infer<typeof listKeysQuery>;

const usageGroups = ["outcome", "secret", "address", "service", "environment", "hour"] as const;

export const keyUsageQuery = z
  .object({
    from: momentText.optional(),
    to: momentText.optional(),
    by: z.enum(usageGroups, `Must be one of ${usageGroups.join(", ")}`).default("outcome"),
    /** Counts only requests with the secret of this id. */
    secretId: z
      .string()
      .regex(/^sec_[0-9a-z]{1,40}$/, "Must be the id of a secret")
      .max(44)
      .optional(),
  })
  .strict();

export type KeyUsageQuery = z.infer<typeof keyUsageQuery>;

const time = z.iso.datetime();

const secretDto = z.object({
  id: z.string(),
  hint: z.string(),
  createdAt: time,
  /** Null: the current secret. */
  endsAt: time.nullable(),
  lastUsedAt: time.nullable(),
});

export const keySchema = z.object({
  id: z.string(),
  teamId: z.string(),
  ...shapeOf("output"),
  /** The permissions in effect now: its list, or all, limited by its owner's role. */
  effectivePermissions: z.array(z.string()),
  environment: z.string(),
  owner: z.object({
    type: z.enum(["user", "team"]),
    id: z.string(),
    name: z.string(),
    /** The role the key currently acts in; null while its owner is suspended or removed. */
    role: z.enum(roles).nullable(),
  }),
  status: z.enum(keyStatuses),
  /** The first 9 and the last 4 characters of the current secret. */
  hint: z.string(),
  createdAt: time,
  /** When the key was last changed. Using the key does not count as a change. */
  updatedAt: time,
  lastUsedAt: time.nullable(),
  secrets: z.array(secretDto),
});

export type KeyDto = z.infer<typeof keySchema>;

/** The only response with the secret. In the response to a repeated request, the secret is null. */
export const keyWithSecretSchema = keySchema.extend({
  secret: z.string().nullable(),
  secretShown: z.literal(true).optional(),
});

export type KeyWithSecretDto = KeyDto & { secret: string };

export const keyPageSchema = pageOf(keySchema);

export const keyUsageSchema = z.object({
  from: time,
  to: time,
  total: z.int(),
  data: z.array(z.object({ by: z.string(), count: z.int() })),
});

export type KeyUsageDto = z.infer<typeof keyUsageSchema>;
