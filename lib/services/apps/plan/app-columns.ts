import type { CreateAppInput, UpdateAppInput } from "#lib/contract/apps/apps.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";

export type AppChanges = Omit<UpdateAppInput, "expectedUpdatedAt">;

type Fields = Omit<CreateAppInput, "environment" | "kind">;

/** The columns of the given fields, most of which have the field's name. */
export function toColumns<Given extends AppChanges | Fields>(fields: Given) {
  const { rateLimit, jwks, ...columns } = fields;
  return {
    ...columns,
    ...(jwks === undefined ? {} : { jwks: jwks === null ? Prisma.DbNull : toJson(jwks) }),
    // Prisma ignores undefined, so setting one of the two limits keeps the other.
    rateLimitPerMinute: rateLimit === null ? null : rateLimit?.perMinute,
    rateLimitPer10Seconds: rateLimit === null ? null : rateLimit?.per10Seconds,
  };
}

/** The key set came as JSON. */
function toJson(jwks: NonNullable<CreateAppInput["jwks"]>): Prisma.InputJsonValue {
  return jwks as Prisma.InputJsonValue;
}
