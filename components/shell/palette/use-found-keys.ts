"use client";

import { requestApi } from "#components/api-client.ts";
import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { useLoad } from "#components/use-load.ts";
import { keyPageSchema } from "#lib/contract/keys/keys.ts";
import type { Command } from "./list-commands.ts";

const pauseMs = 200;
const maxResults = "6";

/** The keys that match the typed text, as commands that open them. A secret is never sent, because it would be in a URL. */
export function useFoundKeys(team: ShellTeam, typed: string): { found: Command[]; isSearching: boolean } {
  const q = typed.trim();
  const isSearchable = q.length > 1 && q.length <= 100 && !hasPartOfSecret(q);
  const { loaded } = useLoad(
    isSearchable ? q : null,
    async (signal) => {
      const path = `/keys?${new URLSearchParams({ q, limit: maxResults })}`;
      const result = await requestApi({
        method: "GET",
        path,
        teamId: team.id,
        signal,
        schema: keyPageSchema,
      });
      const keys = result.isOk ? result.data.data : [];
      const found = keys.map(({ id, name, hint }) => ({
        id,
        group: shellTexts.palette.groups.keys,
        label: name,
        code: hint,
        action: { kind: "go", path: getKeyPath(team.slug, id) } as const,
      }));
      return { isOk: true, data: { q, found } };
    },
    { delayMs: pauseMs },
  );
  if (!isSearchable) return { found: [], isSearching: false };
  return loaded.state === "known"
    ? { found: loaded.data.found, isSearching: loaded.data.q !== q }
    : { found: [], isSearching: true };
}
