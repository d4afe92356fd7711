/** How a person who deleted their account is called wherever their name stood. */
export const deletedPersonName = "Deleted user";

const prefix = "deleted:";

/** Takes the place of a deleted account's email address. It isn't an address, so nobody can sign up or receive mail with it. */
export function createFormerAddress(userId: string): string {
  return prefix + userId;
}

/** The email address to show: empty for a deleted account. */
export function showEmail(email: string): string {
  return email.startsWith(prefix) ? "" : email;
}
