/** What the authenticator keeps with a passkey to name the account: its ID, which says nothing about the person. */
export function createUserHandle(userId: string): string {
  return Buffer.from(userId, "utf8").toString("base64url");
}
