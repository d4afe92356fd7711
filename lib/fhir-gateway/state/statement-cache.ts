/** Keeps the capability statements of servers for a short time, because anyone can read them. */
export interface StatementCache {
  find(name: string, read: () => Promise<string>): Promise<string>;
}

const maxAgeMs = 60_000;
/** A server that fails isn't asked for each request of a stranger. */
const maxFailureAgeMs = 5_000;
const maxStatements = 50;

export function createStatementCache(): StatementCache {
  const known = new Map<string, { expiresAtMs: number; text: Promise<string> }>();
  return {
    find: (name, read) => {
      const nowMs = performance.now();
      const kept = known.get(name);
      if (kept !== undefined && kept.expiresAtMs > nowMs) return kept.text;
      known.delete(name);
      const [oldest] = known.keys();
      if (known.size >= maxStatements && oldest !== undefined) known.delete(oldest);
      const entry = { expiresAtMs: nowMs + maxAgeMs, text: read() };
      known.set(name, entry);
      entry.text.catch(() => {
        entry.expiresAtMs = performance.now() + maxFailureAgeMs;
      });
      return entry.text;
    },
  };
}
