/** What another thread knows of the keys. It hears of the same changes as this one, in the same order. */
interface KeyCopy {
  /** Resolves once nothing that these subjects bear on is known there. Never rejects. */
  forget(subjectIds: readonly string[]): Promise<void>;
  forgetAll(): void;
  /** Every change committed before this moment (of performance.now()) has been passed on. */
  confirm(atMs: number): void;
}

export interface KeyCopies {
  /** The copy, which knows nothing yet, hears of every change from now on, until the returned function is called. */
  attach(copy: KeyCopy): () => void;
  /** Resolves once all copies have forgotten; undefined when there are none. */
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
