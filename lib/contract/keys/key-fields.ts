import { z } from "zod";
import { momentText } from "#lib/contract/common/moment.ts";
import { descriptionText, lineText, nameText } from "#lib/contract/common/text.ts";
import { canonicalizeCidr } from "#lib/domain/network/address.ts";
import { permissionPattern } from "#lib/domain/rbac/permissions.ts";

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
  .object({
    perMinute: limit.optional().meta({
      description: "The maximum number of requests per minute. Null: the default.",
      example: 300,
    }),
    per10Seconds: limit.optional().meta({
      description: "The maximum number of requests per 10 seconds. Null: the default.",
      example: 50,
    }),
  })
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

/** A key's metadata in responses. */
export const keyMetadataDto = z.record(z.string(), metadataValue);

const time = z.iso.datetime();

/** A line of text that is null while it is not set. */
function optionalLine(max: number) {
  const text = lineText(max);
  return { create: text.nullable().default(null), update: text.nullable(), output: z.string().nullable() };
}

interface KeyField {
  description: string;
  example: unknown;
  /** In POST /keys: with a default, unless it is required. */
  create: z.ZodType;
  /** In PATCH /keys/{id}, where an omitted field stays unchanged. */
  update: z.ZodType;
  /** In responses. */
  output: z.ZodType;
  /** The key's history shows every change. If true, it does not show the value that the key was created with. */
  isRecordedOnlyOnChange?: true;
  /** Whether the search of a list covers it. */
  isSearched?: true;
  /** The query parameter that limits a list to keys with this value. */
  filter?: z.ZodType;
}

/**
 * What users set on a key and can change later. The API's input and output, its description, the list, the history and
 * the columns follow from an entry. The form has an entry of its own (components/keys/form/draft/form-fields.ts).
 */
const keyFields = {
  name: {
    description: "The name that lists show.",
    example: "Billing service",
    create: nameText,
    update: nameText,
    output: z.string(),
    isSearched: true,
  },
  description: {
    description: "What the key is for.",
    example: "Nightly invoices",
    create: descriptionText.default(""),
    update: descriptionText,
    output: z.string(),
    isRecordedOnlyOnChange: true,
    isSearched: true,
  },
  permissions: {
    description: "`inherit` for all permissions of the owner's role, or a list that the role limits.",
    example: ["workers:read"],
    create: keyPermissions.default("inherit"),
    update: keyPermissions,
    output: z.union([z.literal("inherit"), z.array(z.string())]),
  },
  expiresAt: {
    description: "When the key stops working. Null: never.",
    example: "2026-12-31T23:59:59.000Z",
    create: momentText.nullable().default(null),
    update: momentText.nullable(),
    output: time.nullable(),
  },
  allowedIps: {
    description: "The IP addresses and CIDR blocks the key can be used from. Empty: any.",
    example: ["203.0.113.0/24"],
    create: allowedIpList.default([]),
    update: allowedIpList,
    output: z.array(z.string()),
  },
  rateLimit: {
    description: "The key's own limits. Null, as a whole or in part: the default.",
    example: { perMinute: 300, per10Seconds: 50 },
    create: keyRateLimit.default(null),
    update: keyRateLimitChange,
    output: z
      .object({
        perMinute: z.int().nullable().meta({
          description: "The maximum number of requests per minute. Null: the default.",
          example: 300,
        }),
        per10Seconds: z.int().nullable().meta({
          description: "The maximum number of requests per 10 seconds. Null: the default.",
          example: 50,
        }),
      })
      .nullable(),
  },
  resources: {
    description: "The resources the key is limited to. Empty: all that its permissions cover.",
    example: ["workers:wrk_01m84g7mvye85at5kb0krwfh13"],
    create: resourceList.default([]),
    update: resourceList,
    output: z.array(z.string()),
  },
  metadata: {
    description: "Custom fields. Every verification of the key returns them.",
    example: { plan: "pro" },
    create: keyMetadata.default({}),
    update: keyMetadata,
    output: keyMetadataDto,
    isRecordedOnlyOnChange: true,
  },
  externalId: {
    ...optionalLine(200),
    description:
      "An ID from your own system, such as a customer ID. Every verification of the key returns it.",
    example: "customer-4711",
    isSearched: true,
  },
} as const satisfies Record<string, KeyField>;

type KeyFields = typeof keyFields;

export type KeyFieldName = keyof KeyFields;

const entries = Object.entries<KeyField>(keyFields);

/** The names of the fields that match. */
export function listKeyFields(matches: (field: KeyField) => boolean): KeyFieldName[] {
  const names = entries.filter(([, field]) => matches(field)).map(([name]) => name);
  return names as KeyFieldName[];
}

export const keyFieldNames = listKeyFields(() => true);

/** The fields that the object has, without its other properties. */
export function pickKeyFields<Source extends object>(source: Source, names = keyFieldNames) {
  const picked: Partial<Record<KeyFieldName, unknown>> = {};
  for (const name of names) if (name in source) picked[name] = Reflect.get(source, name);
  return picked as Pick<Source, KeyFieldName & keyof Source>;
}

/** One part of each field, as the shape of an object. */
export function shapeOf<Part extends "create" | "update" | "output">(part: Part) {
  const shape = entries.map(([name, field]) => [
    name,
    field[part].meta({ description: field.description, example: field.example }),
  ]);
  return Object.fromEntries(shape) as { [Name in KeyFieldName]: KeyFields[Name][Part] };
}

type Filters = {
  [Name in KeyFieldName as KeyFields[Name] extends { filter: z.ZodType } ? Name : never]: z.ZodOptional<
    KeyFields[Name] extends { filter: infer Schema extends z.ZodType } ? Schema : never
  >;
};

/** The query parameters of a list that have the name of a field. */
export const filterShape = Object.fromEntries(
  entries.flatMap(([name, { filter, description, example }]) =>
    filter === undefined ? [] : [[name, filter.meta({ description, example }).optional()]],
  ),
) as Filters;
