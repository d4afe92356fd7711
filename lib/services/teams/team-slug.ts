const maxSlugLength = 40;

/** `Ada Lovelace's team` → `ada-lovelaces-team`. A name without characters that are valid in a path becomes `team`. */
export function createTeamSlug(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return (
    words
      .replace(/^-+/, "")
      .slice(0, maxSlugLength)
      .replace(/(?<!-)-+$/, "") || "team"
  );
}

/** The slug to try if `slug` is taken: the same slug with a random ending. */
export function extendTeamSlug(slug: string, ending: string): string {
  return `${slug.slice(0, maxSlugLength).replace(/(?<!-)-+$/, "")}-${ending}`;
}
