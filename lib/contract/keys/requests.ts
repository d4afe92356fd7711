import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { describeId, isId } from "#lib/domain/common/ids.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import { requestChecks } from "#lib/domain/requests/explain-request.ts";
import { requestEndpoints, requestOutcomes } from "#lib/domain/requests/request-facts.ts";

/** What can be filtered by: an outcome, or all outcomes of one kind. */
const outcomeFilters = ["accepted", "rejected", ...requestOutcomes] as const;

const credentialForms = [describeId("key"), describeId("app")];

const keyId = z
  .string()
  .refine((text) => isId("key", text) || isId("app", text), "Must be the id of a key or app")
  .meta({
    override: {
      pattern: credentialForms.map(({ pattern }) => pattern).join("|"),
      maxLength: Math.max(...credentialForms.map(({ maxLength }) => maxLength)),
    },
  });

const addressText = z
  .string()
  .max(60)
  .refine((text) => canonicalizeAddress(text) !== null, "Must be an IP address")
  .meta({ override: { pattern: "^[0-9A-Fa-f.:]+$" } });

const filter = {
  outcome: z
    .enum(outcomeFilters, "Must be accepted, rejected or a verification code")
    .optional()
    .meta({ description: "`accepted`, `rejected`, or one code such as `INSUFFICIENT_PERMISSIONS`." }),
  key: keyId.optional().meta({
    description: "Only requests with this key, or with tokens of this app.",
    example: "key_01m84g7mvxezsb4m2hg4bk46qn",
  }),
  environment: environmentSlug.optional().meta({
    description: "Only requests for this environment. Without one in the request, it is the key's.",
    example: "production",
  }),
  address: addressText
    .optional()
    .meta({ description: "Only requests from this IP address.", example: "203.0.113.7" }),
  unknown: z.enum(["true", "false"]).default("false").meta({
    description:
      "`true`: instead of the team's requests, those of the whole console without a known key, which only administrators of the console can read.",
  }),
};

export const listRequestsQuery = z.object({ ...pageQuery, ...filter }).strict();

export type ListRequestsQuery = z.infer<typeof listRequestsQuery>;

/** The filters that no index helps with. */
export const heavyRequestFilters = ["address", "outcome", "environment"] as const;

export type RequestFilter = Omit<ListRequestsQuery, "cursor" | "limit">;

const named = z.object({
  id: z
    .string()
    .meta({ description: "The ID of the key, app or person.", example: "key_01m84g7mvxezsb4m2hg4bk46qn" }),
  name: z
    .string()
    .nullable()
    .meta({ description: "The current name. Null if the caller can't see it.", example: "Orders service" }),
});

const request = {
  id: z.string().meta({ description: "The request id that the client received in `X-Request-Id`." }),
  at: z.iso.datetime().describe("When the key was verified."),
  endpoint: z.enum(requestEndpoints).meta({ description: "The endpoint that verified the key." }),
  outcome: z.enum(requestOutcomes).meta({
    description: "The verification code. `NO_KEY` and `INVALID_REQUEST`: the request could not be verified.",
  }),
  key: named
    .nullable()
    .meta({ description: "The presented key, or the app of the presented token. Null if it isn't known." }),
  secretId: z
    .string()
    .nullable()
    .describe(
      "The secret of the key that was presented, or with which the app requested the token. Null if it isn't known.",
    ),
  environment: z.string().meta({ description: "The requested environment, otherwise the key's." }),
  permissions: z.array(z.string()).meta({ description: "The requested permissions, at most 10." }),
  resource: z.string().nullable().meta({ description: "The requested resource." }),
  address: z.string().nullable().meta({ description: "The client's IP address, if it is known." }),
  service: named.nullable().meta({
    description:
      "The key, app or person that verified the key. Null if a proxy did, or the caller can't see it.",
  }),
  more: z.int().meta({
    description:
      "How many requests of the same key and outcome followed in the same minute without an entry.",
  }),
};

export const requestSchema = z.object(request);

export type RequestDto = z.infer<typeof requestSchema>;

const logSchema = z.object({
  retentionDays: z.int().meta({ description: "How long requests are kept. 0: requests are not recorded." }),
  dropped: z.int().meta({
    description: "How many rejected requests of these days are missing because there were too many at once.",
  }),
  droppedAt: z.iso.datetime().nullable().meta({ description: "The last hour in which some were dropped." }),
});

export type RequestLogDto = z.infer<typeof logSchema>;

export const requestPageSchema = pageOf(requestSchema).extend({
  log: logSchema.describe("What the log keeps."),
});

export type RequestPageDto = z.infer<typeof requestPageSchema>;

const checkSchema = z.object({
  name: z.enum(requestChecks).describe("What was checked."),
  verdict: z
    .enum(["passed", "failed", "not_requested", "not_reached"])
    .describe("`not_reached`: an earlier check had failed."),
  message: z.string().meta({ description: "What the check found. Names are in backticks." }),
});

export type RequestCheckDto = z.infer<typeof checkSchema>;

export const explainedRequestSchema = z.object({
  ...request,
  checks: z.array(checkSchema).meta({ description: "The checks in the order they are made." }),
  advice: z.string().nullable().meta({ description: "What to change. Null for an accepted request." }),
  missingPermissions: z
    .array(z.string())
    .meta({ description: "The requested permissions that the key did not have." }),
  similar: z
    .object({
      count: z.int().meta({
        description:
          "Requests with the same key and outcome since then, including this one if it is that recent.",
      }),
      since: z.iso.datetime().describe("The start of the counted time."),
    })
    .describe("How many other requests this concerns."),
  keyChangedAt: z.iso.datetime().nullable().meta({
    description: "When the key was last changed, if that was after the request.",
  }),
});

export type ExplainedRequestDto = z.infer<typeof explainedRequestSchema>;
