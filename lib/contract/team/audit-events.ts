import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import { searchText } from "#lib/contract/common/text.ts";

/** The number of events that one request with `q` searches at most. It stops earlier if they take it more than a second. */
export const maxSearchedEvents = 100_000;

const maxSearchedWords = 8;

/** The words of a search, each of which an event must contain. */
export function splitSearch(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter((word) => word !== ""))];
}

/** The longest beginning of a text that the API accepts as a search. */
export function shortenSearch(text: string): string {
  return splitSearch(text.slice(0, 100)).slice(0, maxSearchedWords).join(" ");
}

const auditSearchText = searchText.refine(
  (text) => splitSearch(text).length <= maxSearchedWords,
  `Search for at most ${maxSearchedWords} words`,
);

/** `key.create`, or `key.` for every action on keys. */
const actionText = z
  .string()
  .regex(/^[a-z_]{1,40}\.[a-z_]{0,40}$/, "Must be an action such as key.create")
  .max(81);

const subjectText = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,60}$/, "Must be an id")
  .max(60);

const filter = {
  q: auditSearchText.optional().meta({
    description:
      'Lists only events that contain every word of this text: in the name of who did it or of what was changed, in the action (`key.rotate` or "rotated"), or in the IP address. A complete ID or request ID finds its events. A request searches up to 100,000 events and stops after a second: see `searchedBackTo`.',
    example: "ada rotated",
  }),
  actor: subjectText.optional().meta({
    description: "Lists only what this person, key or app did, by ID.",
    example: "user_01m84g7mvyecfr996v095v3zzr",
  }),
  action: actionText.optional().meta({
    description: "Lists only this action, such as `key.create`. `key.` lists every action on keys.",
    example: "key.create",
  }),
  target: subjectText.optional().meta({
    description: "Lists only changes of this object, by ID.",
    example: "key_01m84g7mvxezsb4m2hg4bk46qn",
  }),
  from: momentText
    .optional()
    .meta({ description: "Lists only events at or after this time.", example: "2026-01-05T00:00:00Z" }),
  to: momentText
    .optional()
    .meta({ description: "Lists only events before this time.", example: "2026-01-12T00:00:00Z" }),
};

export const auditFilterSchema = z.object(filter).strict();

export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const listAuditEventsQuery = z.object({ ...pageQuery, ...filter }).strict();

export type ListAuditEventsQuery = z.infer<typeof listAuditEventsQuery>;

const auditEventSchema = z.object({
  id: z.string().describe("The ID of the event."),
  seq: z.int().describe("The position in the team's chain, from 1 without gaps."),
  action: z.string().describe("What happened, as `resource.verb`."),
  actor: z
    .object({
      type: z.string().describe("The kind of actor: `user`, `apiKey`, `app` or `system`."),
      id: z.string().describe("The ID of the actor."),
      name: z.string().nullable().describe("The current name. Null if the actor no longer has one."),
    })
    .describe("Who did it."),
  target: z
    .object({
      type: z.string().describe("The kind of object."),
      id: z.string().describe("The ID of the object."),
      name: z.string().nullable().describe("The current name. Null if the object no longer has one."),
    })
    .describe("What was changed."),
  changes: z.unknown().describe("The changed fields. Their form depends on the action."),
  address: z.string().nullable().describe("The IP address of the request. Null if it is unknown."),
  agent: z.string().nullable().describe("The user agent of the request. Null if it is unknown."),
  requestId: z.string().describe("The ID of the request."),
  occurredAt: z.iso.datetime().describe("When it happened."),
  hash: z.string().describe("The hash that links the event into the chain: HMAC-SHA-256 in hexadecimal."),
});

export type AuditEventDto = z.infer<typeof auditEventSchema>;

export const auditEventPageSchema = pageOf(auditEventSchema).extend({
  searchedBackTo: z.iso.datetime().nullable().meta({
    description:
      "The time of the oldest event that was searched, if the search stopped at its limit. The next page continues from there. Null: nothing that matches was left out before this page's end.",
    example: null,
  }),
  sealedUpTo: z.iso.datetime().nullable().meta({
    description:
      "On the last page: the time of the last event that was exported and removed. Older events are only in the operator's files. Null: none were removed, or this is not the last page.",
    example: null,
  }),
});

export type AuditEventPageDto = z.infer<typeof auditEventPageSchema>;

export const verifyAuditQuery = z
  .object({
    head: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "Must be 64 hexadecimal digits")
      .max(64)
      .optional()
      .meta({
        description: "The `head` of an earlier verification. The chain must still contain it.",
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      }),
  })
  .strict();

const auditBreaks = [
  "missing",
  "altered",
  "personal_altered",
  "unlinked",
  "cut_off",
  "head_unknown",
  "secret_unknown",
  "checkpoint_altered",
] as const;

const auditSectionSchema = z
  .object({
    kind: z
      .enum(["sealed", "secret_lost"])
      .describe(
        "`sealed`: the events were exported and removed. `secret_lost`: they can't be verified, because the secret that signed them is lost.",
      ),
    lastSeq: z.int().meta({ description: "The last event that wasn't verified.", example: 1200 }),
    lastAt: z.iso.datetime().meta({
      description: "When that event occurred.",
      example: "2026-01-05T00:00:00.000Z",
    }),
  })
  .nullable()
  .meta({
    description: "The events that were not verified, at the start of the log. Null: all were verified.",
    example: null,
  });

export const auditVerificationSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true).describe("The chain is intact."),
    events: z.int().describe("The number of verified events."),
    unverified: auditSectionSchema,
    head: z
      .string()
      .describe("The hash of the newest event. Store it elsewhere to detect a later rewrite of the history."),
  }),
  z.object({
    ok: z.literal(false).describe("The chain is broken."),
    events: z.int().meta({ description: "The number of valid events before the break.", example: 41 }),
    brokenAt: z
      .object({
        seq: z.int().meta({ description: "The position of the event.", example: 42 }),
        id: z.string().nullable().meta({
          description: "The ID of the event. Null if it is missing.",
          example: "evt_01m84g7mvyevgav73gd7574eqx",
        }),
        reason: z.enum(auditBreaks).describe("What is wrong with it."),
      })
      .describe("The first event that is not valid."),
  }),
]);

export type AuditVerificationDto = z.infer<typeof auditVerificationSchema>;
