import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";

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
  /** The id of a person or a key. */
  actor: subjectText.optional(),
  action: actionText.optional(),
  /** The id of the changed object. */
  target: subjectText.optional(),
  from: momentText.optional(),
  to: momentText.optional(),
};

export const auditFilterSchema = z.object(filter).strict();

export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const listAuditEventsQuery = z.object({ ...pageQuery, ...filter }).strict();

export type ListAuditEventsQuery = z.infer<typeof listAuditEventsQuery>;

const auditEventSchema = z.object({
  id: z.string(),
  /** The position in the team's chain, from 1 without gaps. */
  seq: z.int(),
  /** `resource.verb`. */
  action: z.string(),
  /** The current name; null if the actor no longer has one. */
  actor: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  target: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  changes: z.unknown(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  requestId: z.string(),
  occurredAt: z.iso.datetime(),
  /** The hash that links the event into the chain: HMAC-SHA-256 in hexadecimal. */
  hash: z.string(),
});

export type AuditEventDto = z.infer<typeof auditEventSchema>;

export const auditEventPageSchema = pageOf(auditEventSchema);

export const verifyAuditQuery = z
  .object({
    /** A head stored from an earlier verification. The chain must still contain it. */
    head: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "Must be 64 hexadecimal digits")
      .max(64)
      .optional(),
  })
  .strict();

const auditBreaks = [
  "missing",
  "altered",
  "personal_altered",
  "unlinked",
  "cut_off",
  "head_unknown",
] as const;

export const auditVerificationSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    events: z.int(),
    /** The hash of the newest event. Store it elsewhere to detect a later rewrite of the history. */
    head: z.string(),
  }),
  z.object({
    ok: z.literal(false),
    /** The number of valid events before the break. */
    events: z.int(),
    brokenAt: z.object({
      seq: z.int(),
      id: z.string().nullable(),
      reason: z.enum(auditBreaks),
    }),
  }),
]);

export type AuditVerificationDto = z.infer<typeof auditVerificationSchema>;
