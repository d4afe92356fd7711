/** A summary such as "Create a key; its secret is returned only once" is too long for a heading. */
export function splitSummary(summary: string): { title: string; rest: string } {
  const [, title = summary, rest] = /^(.+?)(?:; |: )(.+)$/.exec(summary) ?? [];
  if (rest === undefined) return { title, rest: "" };
  return { title, rest: `${rest.charAt(0).toUpperCase()}${rest.slice(1)}. ` };
}
