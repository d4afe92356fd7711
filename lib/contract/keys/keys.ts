import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import {
  descriptionText,
  externalIdText,
  idText,
  nameText,
  presentedKeyText,
  reasonText,
  searchText,
} from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { defaultGracePeriodSeconds, maxGracePeriodSeconds } from "#lib/domain/keys/rotation.ts";
import { canonicalizeCidr } from "#lib/domain/network/address.ts";
import { permissionPattern } from "#lib/domain/rbac/permissions.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { keyStatuses } from "./key-statuses.ts";

const maxLimit = 2 ** 31 - 1;
const maxIpLength = 60;

export const permissionText = z
  .string()
  .max(64)
  .regex(permissionPattern, "Must be a permission such as invoices:read");

function isUnique(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

const permissionList = z
  .array(permissionText)
  .max(100, "List at most 100 permissions")
  .refine(isUnique, "Must not contain a permission twice");

/** `inherit`: every permission of the owner's role. */
const keyPermissions = z.union(
  [z.literal("inherit"), permissionList],
  "Must be inherit or a list of permissions",
);

/** An IP address or CIDR block, converted to its canonical form. */
export const allowedIpText = z
  .string()
  .max(maxIpLength)
  .meta({ override: { pattern: "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$" } })
  .transform((text, context) => {
    const block = canonicalizeCidr(text);
    if (block !== null) return block;
    context.addIssue({
      code: "custom",
      message: "Must be an IP address or CIDR block, such as 203.0.113.0/24",
    });
    return z.NEVER;
  });

const allowedIpList = z
  .array(allowedIpText)
  .max(50, "List at most 50 IP addresses or CIDR blocks")
  .transform((blocks) => [...new Set(blocks)]);

const limit = z.int("Must be a whole number").min(1, "Must be at least 1").max(maxLimit).nullable();

/** Null, as a whole or in part, means the instance's current default. Omitted fields stay unchanged. */
const keyRateLimitChange = z
  .object({ perMinute: limit.optional(), per10Seconds: limit.optional() })
  .strict()
  .nullable();

const keyRateLimit = keyRateLimitChange.transform((value) =>
  value === null ? null : { perMinute: value.perMinute ?? null, per10Seconds: value.per10Seconds ?? null },
);

export const resourceText = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}$/, "Must be a resource such as fhir.servers:srv_…")
  .max(200);

const resourceList = z
  .array(resourceText)
  .max(100, "List at most 100 resources")
  .refine(isUnique, "Must not contain a resource twice");

/** For the API description: PostgreSQL cannot store U+0000. */
const storablePattern = "^[^\\u0000]*$";

const metadataValue = z.union(
  [
    z
      .string()
      .max(500)
      .meta({ override: { pattern: storablePattern } }),
    z.number(),
    z.boolean(),
    z.null(),
  ],
  "Must be text of at most 500 characters, a number, true, false or null",
);

/** Data that the key's users attach to it. */
const keyMetadata = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,40}$/)
      .max(40),
    metadataValue,
    {
      error: ({ code }) =>
        code === "invalid_key" ? "Metadata names must have 1 to 40 letters, digits, _ . or -" : undefined,
    },
  )
  .refine((record) => Object.keys(record).length <= 50, "Must have at most 50 entries")
  .refine((record) => isStorable(record), "Contains text that cannot be stored");

/** PostgreSQL's jsonb cannot store U+0000 or an unpaired surrogate. */
function isStorable(record: Record<string, unknown>): boolean {
  return Object.values(record).every(
    (value) => typeof value !== "string" || (value.isWellFormed() && !value.includes("\u0000")),
  );
}

/** A member of the team, or the team itself with the role the key acts in. */
const keyOwnerInput = z.union(
  [
    z.object({ type: z.literal("user"), id: idText }).strict(),
    z.object({ type: z.literal("team"), role: z.enum(roles) }).strict(),
  ],
  'Must be {"type":"user","id":"user_…"} or {"type":"team","role":"developer"}',
);

const changeable = {
  name: nameText,
  description: descriptionText,
  permissions: keyPermissions,
  expiresAt: momentText.nullable(),
  allowedIps: allowedIpList,
  rateLimit: keyRateLimit,
  resources: resourceList,
  metadata: keyMetadata,
  externalId: externalIdText.nullable(),
};

export const createKeySchema = z
  .object({
    ...changeable,
    description: descriptionText.default(""),
    permissions: keyPermissions.default("inherit"),
    expiresAt: momentText.nullable().default(null),
    allowedIps: allowedIpList.default([]),
    rateLimit: keyRateLimit.default(null),
    resources: resourceList.default([]),
    metadata: keyMetadata.default({}),
    externalId: externalIdText.nullable().default(null),
    environment: environmentSlug,
    owner: keyOwnerInput.optional(),
  })
  .strict();

export type CreateKeyInput = z.infer<typeof createKeySchema>;

export const updateKeySchema = z
  .object({ ...changeable, rateLimit: keyRateLimitChange })
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
    /** Searches the name, the description, the external id and the hint. */
    q: searchText.optional(),
    sort: z.enum(keySorts, `Must be one of ${keySorts.join(", ")}`).default("-createdAt"),
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

/** A key's metadata in responses. */
export const keyMetadataDto = z.record(z.string(), metadataValue);

export const keySchema = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  description: z.string(),
  environment: z.string(),
  owner: z.object({
    type: z.enum(["user", "team"]),
    id: z.string(),
    name: z.string(),
    /** The role the key currently acts in; null while its owner is suspended or removed. */
    role: z.enum(roles).nullable(),
  }),
  permissions: z.union([z.literal("inherit"), z.array(z.string())]),
  /** The permissions in effect now: its list, or all, limited by its owner's role. */
  effectivePermissions: z.array(z.string()),
  expiresAt: time.nullable(),
  rateLimit: z.object({ perMinute: z.int().nullable(), per10Seconds: z.int().nullable() }).nullable(),
  allowedIps: z.array(z.string()),
  resources: z.array(z.string()),
  metadata: keyMetadataDto,
  externalId: z.string().nullable(),
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
