/** Changes kept for reads that are under way; with more than that, none of those reads is kept. */
const mostChanges = 10_000;

/** What changes while reads are under way: a read that began before a change must not be kept after it. */
export interface RecentChanges {
  /** A read begins. The mark is for `haveTouched`; every `begin` needs its `end`. */
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
      if (recent.length > mostChanges) drop();
    },
    addAll: () => {
      drop();
      dropped += 1;
    },
    haveTouched: (mark, subjectIds) =>
      mark < dropped || recent.slice(mark - dropped).some((subjectId) => subjectIds.includes(subjectId)),
  };
}
