const maxCacheMs = 5 * 60_000;

/** How long a response may be kept, by its Cache-Control header: at most 5 minutes, which is also the default. */
export function readCacheMs(cacheControl: string | null): number {
  if (cacheControl === null) return maxCacheMs;
  const directives = cacheControl.split(",").map((text) => text.trim().toLowerCase());
  if (directives.some((text) => /^no-(?:store|cache)\b/.test(text))) return 0;
  const maxAge = directives
    .map((text) => /^max-age="?(\d+)"?$/.exec(text)?.[1])
    .find((text) => text !== undefined);
  return maxAge === undefined ? maxCacheMs : Math.min(maxCacheMs, Number(maxAge) * 1000);
}
