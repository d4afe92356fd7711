/** The keys copied by another thread. It receives the same changes as this thread, in the same order. */
interface KeyCopy {
  /** Resolves once the other thread has dropped everything that depends on these subjects. Never rejects. */
  forget(subjectIds: readonly string[]): Promise<void>;
  forgetAll(): void;
  /** Every change committed before this moment (of performance.now()) has been sent. */
  confirm(atMs: number): void;
}

export interface KeyCopies {
  /** The copy, which is still empty, receives every change from now on, until the returned function is called. */
  attach(copy: KeyCopy): () => void;
  /** Resolves once all copies have dropped the subjects; undefined if there are no copies. */
  forget(subjectIds: readonly string[]): Promise<void> | undefined;
  forgetAll(): void;
  confirm(atMs: number): void;
}

export function createKeyCopies(): KeyCopies {
  const copies = new Set<KeyCopy>();
  return {
    attach: (copy) => {
      copies.add(copy);
      return () => copies.delete(copy);
    },
    forget: (subjectIds) => {
      if (copies.size === 0) return undefined;
      return Promise.all([...copies].map((copy) => copy.forget(subjectIds))).then(() => {});
    },
    forgetAll: () => {
      for (const copy of copies) copy.forgetAll();
    },
    confirm: (atMs) => {
      for (const copy of copies) copy.confirm(atMs);
    },
  };
}
