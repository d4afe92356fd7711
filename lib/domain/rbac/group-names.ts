/** More groups than any person needs. The rest is ignored. */
export const maxGroupsPerPerson = 500;

export const maxGroupNameLength = 255;

/** Whether a group can be mapped to a role. Others are ignored: databases reject NUL, and browsers can't show the rest. */
export function isGroupName(text: string): boolean {
  return text !== "" && text.length <= maxGroupNameLength && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** The groups that can be mapped, each once, in the order they were sent. They are compared exactly, without normalizing. */
export function listGroupNames(sent: readonly string[]): string[] {
  return [...new Set(sent.slice(0, maxGroupsPerPerson).filter(isGroupName))];
}
