import { teamTexts } from "#components/team/texts.ts";
import type { Loaded } from "#components/use-load.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { LeftKeys } from "#lib/contract/people/members.ts";

/** The first page of a member's keys that work or can be enabled again. */
export type LiveKeys = Loaded<Page<KeyDto>>;

/** The choice of what happens to the keys. Null until something is chosen. */
export interface LeftKeysDraft {
  choice: "disable" | "revoke" | "reassign" | null;
  newOwnerId: string;
}

/** The message for a missing choice. Undefined if the draft is complete. */
export function findMissingChoice({ choice, newOwnerId }: LeftKeysDraft): string | undefined {
  if (choice === null) return teamTexts.exit.choose;
  return choice === "reassign" && newOwnerId === "" ? teamTexts.exit.chooseNewOwner : undefined;
}

/** The choice in the API's format. Undefined leaves the keys as they are. */
export function toLeftKeys({ choice, newOwnerId }: LeftKeysDraft): LeftKeys | undefined {
  if (choice === "revoke") return "revoke";
  return choice === "reassign" ? { reassignTo: newOwnerId } : undefined;
}
