import { z } from "zod";
import { pageOf, pageQuery } from "./lists.ts";
import { momentText } from "./moment.ts";

/** `key.create`, or `key.` for everything done to keys. */
const actionText = z
  .string()
  .regex(/^[a-z_]{1,40}\.[a-z_]{0,40}$/, "Must be an action such as key.create")
  .max(81);

const subjectText = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,60}$/, "Must be an id")
  .max(60);

const filter = {
  /** A person's or a key's id. */
  actor: subjectText.optional(),
  action: actionText.optional(),
  /** The id of what was changed. */
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
  /** Its place in the team's chain, from 1 and without gaps. */
  seq: z.int(),
  /** `resource.verb`. */
  action: z.string(),
  /** The name is the one of today; null once there is none. */
  actor: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  target: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  changes: z.unknown(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  requestId: z.string(),
  occurredAt: z.iso.datetime(),
  /** Its link in the chain: HMAC-SHA-256, in hexadecimal. */
  hash: z.string(),
});

export type AuditEventDto = z.infer<typeof auditEventSchema>;

export const auditEventPageSchema = pageOf(auditEventSchema);

export const verifyAuditQuery = z
  .object({
    /** A head that was noted earlier: the chain must still contain it. */
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
    /** The newest event's hash: note it elsewhere, and a later rewriting of history shows. */
    head: z.string(),
  }),
  z.object({
    ok: z.literal(false),
    /** That were found good before it. */
    events: z.int(),
    brokenAt: z.object({
      seq: z.int(),
      id: z.string().nullable(),
      reason: z.enum(auditBreaks),
    }),
  }),
]);

export type AuditVerificationDto = z.infer<typeof auditVerificationSchema>;
