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

const sortFields = ["createdAt", "name", "lastUsedAt", "expiresAt"] as const;
const keySorts = sortFields.flatMap((field) => [field, `-${field}` as const]);

const statusList = z
  .string()
  .max(100)
  .meta({ override: { pattern: "^[a-z]+(,[a-z]+)*$" } })
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(keyStatuses, `Must be one or more of ${keyStatuses.join(", ")}`)));

export const listKeysQuery = z
  .object({
    ...pageQuery,
    environment: environmentSlug.optional(),
    /** One or more, separated by commas. */
    status: statusList.optional(),
    /** The id of a person or of the team. */
    owner: idText.optional(),
    ...filterShape,
    /** Searches the hints of the secrets, and every field with `isSearched`. */
    q: searchText.optional(),
    sort: z.enum(keySorts, `Must be one of ${keySorts.join(", ")}`).default("-createdAt"),
  })
  .strict();

export type ListKeysQuery = z.infer<typeof listKeysQuery>;

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
