import { minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { ClientApp } from "./find-client-app.ts";

function isOld(time: Date | null, now: Date): boolean {
  return time === null || now.getTime() - time.getTime() >= minuteMs;
}

/** Records when an app last got a token, and with which secret. At most once a minute, because an app may get many. */
export async function noteTokenRequest(
  { prisma }: Pick<Database, "prisma">,
  { app, secretId, now }: { app: ClientApp; secretId: string | null; now: Date },
): Promise<void> {
  if (isOld(app.lastTokenAt, now)) {
    await prisma.app.updateMany({
      where: { id: app.id, teamId: app.teamId, OR: [{ lastTokenAt: null }, { lastTokenAt: { lt: now } }] },
      data: { lastTokenAt: now },
    });
  }
  const secret = app.secrets.find(({ id }) => id === secretId);
  if (secret === undefined || !isOld(secret.lastUsedAt, now)) return;
  await prisma.appSecret.updateMany({
    where: { id: secret.id, appId: app.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: now } }] },
    data: { lastUsedAt: now },
  });
}
