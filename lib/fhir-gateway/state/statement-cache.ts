/** Keeps the capability statements of servers for a short time, because anyone can read them. */
export interface StatementCache {
  find(name: string, read: () => Promise<string>): Promise<string>;
}

interface Kept {
  expiresAtMs: number;
  text: Promise<string>;
  /** 0 until it has arrived. */
  characters: number;
}

const maxAgeMs = 60_000;
/** A server that fails isn't asked for each request of a stranger. */
const maxFailureAgeMs = 5_000;
const maxStatements = 50;
/** Of all of them. */
const maxCharacters = 32 * 1024 * 1024;

export function createStatementCache(): StatementCache {
  const known = new Map<string, Kept>();
  let characters = 0;
  const forget = (name: string) => {
    characters -= known.get(name)?.characters ?? 0;
    known.delete(name);
  };
  const forgetOldest = () => {
    const [oldest] = known.keys();
    if (oldest !== undefined) forget(oldest);
  };
  return {
    find: (name, read) => {
      const nowMs = performance.now();
      const kept = known.get(name);
      if (kept !== undefined && kept.expiresAtMs > nowMs) return kept.text;
      forget(name);
      if (known.size >= maxStatements) forgetOldest();
      const entry: Kept = { expiresAtMs: nowMs + maxAgeMs, text: read(), characters: 0 };
      known.set(name, entry);
      entry.text.then(
        ({ length }) => {
          if (known.get(name) !== entry) return;
          entry.characters = length;
          characters += length;
          while (characters > maxCharacters) forgetOldest();
        },
        () => {
          entry.expiresAtMs = performance.now() + maxFailureAgeMs;
        },
      );
      return entry.text;
    },
  };
}
