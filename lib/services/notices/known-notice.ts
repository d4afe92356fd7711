import { isNoticeKind, type KnownNotice } from "#lib/domain/notices/notice-kinds.ts";
import type { Notice } from "#lib/platform/db/generated/client.ts";

/** Only `notify` writes notices, with the data of their kind. Null: a later release wrote a kind that this one lacks. */
export function readKnownNotice({ kind, data }: Pick<Notice, "kind" | "data">): KnownNotice | null {
  if (!isNoticeKind(kind)) return null;
  return { kind, data } as KnownNotice;
}
