import { sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { createTotpSecret } from "#lib/auth/credentials/totp.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { insertPendingSignIn } from "#lib/services/sessions/pending-sign-in.ts";
import { replaceRecoveryCodes } from "#lib/services/two-factor/replace-recovery-codes.ts";
import { insertUser } from "./fixtures.ts";

interface InsertedFactor {
  /** The authenticator app's secret, in base32. */
  secret: string;
  recoveryCodes: string[];
}

/** Turns on two-factor authentication for a person. */
export async function insertSecondFactor(
  database: Database,
  { secrets }: Pick<Runtime, "secrets">,
  userId: string,
  { isPending = false } = {},
): Promise<InsertedFactor> {
  const id = createId("totpFactor");
  const secret = createTotpSecret();
  const { sealed, keyId } = sealSecret(secret, id, secrets.session);
  const now = new Date();
  await database.prisma.totpFactor.create({
    data: { id, userId, secret: sealed, secretKeyId: keyId, confirmedAt: isPending ? null : now },
  });
  const recoveryCodes = await withTransaction(database, (tx) => replaceRecoveryCodes(tx, userId, now));
  return { secret, recoveryCodes };
}

/** How many browsers send the same code at the same moment. */
const rivals = 20;

/**
 * A new person with a second factor, whose password many browsers have just entered: each has its own pending sign-in.
 * The limits are lifted, because they would reject most of the codes before they are checked.
 */
export async function insertRivals(database: Database, runtime: Pick<Runtime, "secrets">) {
  const user = await insertUser(database);
  const factor = await insertSecondFactor(database, runtime, user.id);
  await database.prisma.throttleWindow.create({
    data: {
      subject: `second-factor:user:${user.id}`,
      count: -1_000,
      endsAt: new Date(Date.now() + 3_600_000),
    },
  });
  const tokens = await withTransaction(database, async (tx) => {
    const created: string[] = [];
    for (let i = 0; i < rivals; i++) {
      created.push(
        await insertPendingSignIn(tx, new Date(), { id: user.id, passwordHash: null }, "credentials"),
      );
    }
    return created;
  });
  return { userId: user.id, tokens, ...factor };
}
