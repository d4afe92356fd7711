/** Members that only a private or symmetric key has (RFC 7518, section 6). */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Whether a JSON Web Key contains more than a public key. Without Node, so that browsers can check before they send it. */
export function isPrivateKey(key: object): boolean {
  return privateMembers.some((member) => member in key);
}
