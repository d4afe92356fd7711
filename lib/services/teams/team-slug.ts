const longestSlug = 40;

/** `Ada Lovelace's team` → `ada-lovelaces-team`; `team` where nothing of a name can stand in a path. */
export function createTeamSlug(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return (
    words
      .replace(/^-+/, "")
      .slice(0, longestSlug)
      .replace(/(?<!-)-+$/, "") || "team"
  );
}

/** The slug to try when `slug` is taken: the same with a random ending. */
export function extendTeamSlug(slug: string, ending: string): string {
  return `${slug.slice(0, longestSlug).replace(/(?<!-)-+$/, "")}-${ending}`;
}
