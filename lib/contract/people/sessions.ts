import { z } from "zod";

export const sessionSchema = z.object({
  id: z.string(),
  /** Whether this is the session that sent the request. */
  current: z.boolean(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
});

export type SessionDto = z.infer<typeof sessionSchema>;
