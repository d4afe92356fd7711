import { createFormerAddress, deletedPersonName } from "#lib/domain/people/deleted-person.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { accountMailKinds } from "#lib/services/mails/mail-content.ts";

/** Removes every way to sign in, every link to a group, and everything that waits to be opened or sent. */
async function removeRows(tx: Transaction, { id: userId, email }: User): Promise<void> {
  const where = { userId };
  await tx.account.deleteMany({ where });
  await tx.totpFactor.deleteMany({ where });
  await tx.recoveryCode.deleteMany({ where });
  await tx.passkey.deleteMany({ where });
  await tx.oneTimeToken.deleteMany({ where });
  await tx.emailChange.deleteMany({ where });
  await tx.memberGroup.deleteMany({ where: { member: { userId } } });
  await tx.appLaunch.deleteMany({ where });
  await tx.fhirPersonLink.deleteMany({ where });
  await tx.notice.deleteMany({ where });
  await tx.noticeSetting.deleteMany({ where });
  await tx.outboxMail.deleteMany({
    where: { OR: [where, { recipient: email, kind: { in: [...accountMailKinds] } }] },
  });
}

/**
 * The directory no longer manages the account, and must not write the person's name and address to it again. If it still has
 * the person, it creates a new account.
 */
async function endProvisioning(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.directoryGroupMember.deleteMany({ where: { userId } });
  await tx.provisionedPerson.updateMany({
    where: { userId },
    data: {
      userName: createFormerAddress(userId),
      userNameKey: null,
      externalId: null,
      workEmail: null,
      givenName: null,
      familyName: null,
      formattedName: null,
      displayName: null,
      hasSuspended: false,
      endedAt: now,
      updatedAt: now,
    },
  });
}

/**
 * Removes what identifies a person. Their row stays, because the history refers to it, and the address is free for a new
 * account. The person's row must be locked, and their sessions must have ended.
 */
export async function erasePerson(tx: Transaction, user: User, now: Date): Promise<void> {
  const { id: userId } = user;
  await removeRows(tx, user);
  await endProvisioning(tx, userId, now);
  // Which records they worked with. The grants have ended with their memberships.
  await tx.appGrant.updateMany({
    where: { userId },
    data: { patientId: null, encounterId: null, intent: null },
  });
  await tx.session.updateMany({ where: { userId }, data: { address: null, agent: null } });
  const email = createFormerAddress(userId);
  // An invitation that they accepted was sent to their address.
  await tx.invitation.updateMany({ where: { acceptedById: userId }, data: { email } });
  await tx.user.update({
    where: { id: userId },
    data: {
      name: deletedPersonName,
      email,
      passwordHash: null,
      passwordChangedAt: null,
      emailVerifiedAt: null,
      // A previous release, which doesn't know deleted accounts, treats it like this, too.
      status: "suspended",
      deletedAt: now,
    },
  });
}
