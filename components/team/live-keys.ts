import type { KeyDto } from "#lib/schemas/keys.ts";
import type { LeftKeys } from "#lib/schemas/members.ts";
import { teamTexts } from "./texts.ts";

/** A person's keys that work, or would again, once they are looked up. */
export type LiveKeys = { state: "loading" | "unknown" } | { state: "known"; keys: readonly KeyDto[] };

/** What shall become of them; null: nothing is chosen yet. */
export interface Fate {
  choice: "rest" | "revoke" | "reassign" | null;
  heirId: string;
}

/** What is still to be chosen; undefined: nothing. */
export function findFateProblem({ choice, heirId }: Fate): string | undefined {
  if (choice === null) return teamTexts.exit.choose;
  return choice === "reassign" && heirId === "" ? teamTexts.exit.chooseHeir : undefined;
}

/** As the API takes it; undefined: the keys stay as they are. */
export function describeFate({ choice, heirId }: Fate): LeftKeys | undefined {
  if (choice === "revoke") return "revoke";
  return choice === "reassign" ? { reassignTo: heirId } : undefined;
}
