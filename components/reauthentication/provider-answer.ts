/** Connects the provider's window with the page that opened it. Only pages of this console can read and write it. */
export const answerChannel = "byteengine-reauthentication";

export interface ProviderAnswer {
  /** Why it didn't count. Null: it did. */
  problem: string | null;
}

/** The answer in a message, or undefined if it is something else. */
export function readAnswer(data: unknown): ProviderAnswer | undefined {
  const problem: unknown =
    typeof data === "object" && data !== null ? Reflect.get(data, "problem") : undefined;
  return problem === null || typeof problem === "string" ? { problem } : undefined;
}
