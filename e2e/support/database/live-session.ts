import { getCookieName } from "#lib/auth/session/cookies.ts";
import { encodeSessionToken } from "#lib/auth/session/session-token.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

export interface LiveSession {
  id: string;
  /** The `Cookie` header of the browser that has the session, over plain HTTP. */
  cookie: string;
}

/** A session as after a sign-in a moment ago. */
export async function insertLiveSession(
  database: Database,
  { secrets }: Pick<Runtime, "secrets">,
  userId: string,
): Promise<LiveSession> {
  const id = createId("session");
  const now = new Date();
  await database.prisma.session.create({
    data: {
      id,
      userId,
      lastSeenAt: now,
      authenticatedAt: now,
      expiresAt: new Date(now.getTime() + 30 * dayMs),
    },
  });
  const token = await encodeSessionToken({ sid: id }, secrets.session);
  return { id, cookie: `${getCookieName("sessionToken", false)}=${token}` };
}
