/** The maximum number of changes kept for running reads. Beyond it, the results of these reads are not cached. */
const maxChanges = 10_000;

/** Records what changes during reads: a read that began before a change must not be cached after it. */
export interface RecentChanges {
  /** Starts a read. The returned mark is for `haveTouched`; every `begin` needs an `end`. */
  begin(): number;
  end(): void;
  add(subjectIds: readonly string[]): void;
  /** Everything may have changed. */
  addAll(): void;
  /** Whether one of the subjects has changed since the mark. */
  haveTouched(mark: number, subjectIds: readonly string[]): boolean;
}

export function createRecentChanges(): RecentChanges {
  let recent: string[] = [];
  let dropped = 0;
  let running = 0;
  const drop = () => {
    dropped += recent.length;
    recent = [];
  };
  return {
    begin: () => {
      running += 1;
      return dropped + recent.length;
    },
    end: () => {
      running -= 1;
      if (running === 0) drop();
    },
    add: (subjectIds) => {
      if (running === 0) return;
      recent.push(...subjectIds);
      if (recent.length > maxChanges) drop();
    },
    addAll: () => {
      drop();
      dropped += 1;
    },
    haveTouched: (mark, subjectIds) =>
      mark < dropped || recent.slice(mark - dropped).some((subjectId) => subjectIds.includes(subjectId)),
  };
}
