import { z } from "zod";

export const sessionSchema = z.object({
  id: z.string().describe("The ID of the session."),
  current: z.boolean().describe("Whether this is the session that sent the request."),
  createdAt: z.iso.datetime().describe("When the person signed in."),
  lastSeenAt: z.iso.datetime().describe("When the session was last used."),
  address: z.string().nullable().describe("The last IP address. Null if it is unknown."),
  agent: z.string().nullable().describe("The last user agent. Null if it is unknown."),
});

export type SessionDto = z.infer<typeof sessionSchema>;

export const endedSessionsSchema = z.object({
  endedSessions: z.int().meta({ description: "The number of sessions that were ended.", example: 2 }),
});

export type EndedSessionsDto = z.infer<typeof endedSessionsSchema>;
