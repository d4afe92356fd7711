import type { KeyGroup } from "./known-key.ts";

/** The places of keys, indexed by what their group depends on: a team, environment, owner or membership. */
export interface GroupIndex {
  add(group: KeyGroup, place: number): void;
  remove(group: KeyGroup, place: number): void;
  /** The place of any key affected by a change of the subject, or -1 if there is none. */
  findAny(subjectId: string): number;
  clear(): void;
}

/** The subjects whose changes can alter the verdicts of a group's keys. */
export function listGroupSubjects({ teamId, environment, owner, memberId }: KeyGroup): string[] {
  const subjects = [teamId, environment.id];
  if (owner.type === "user") subjects.push(owner.id);
  if (memberId !== null) subjects.push(memberId);
  return subjects;
}

const none = -1;
const firstPlaces = 64;

/**
 * The keys of a group form a doubly linked list of their places, stored in two typed arrays: 8 bytes per key.
 * A set for each subject would take ten times as much.
 */
export function createGroupIndex(): GroupIndex {
  const groups = new Map<string, Set<KeyGroup>>();
  const heads = new Map<KeyGroup, number>();
  let following = new Int32Array(firstPlaces);
  let preceding = new Int32Array(firstPlaces);

  const growFor = (place: number) => {
    const places = Math.ceil(Math.max(place + 1, following.length * 1.5));
    const copy = (old: Int32Array<ArrayBuffer>) => {
      const grown = new Int32Array(places);
      grown.set(old);
      return grown;
    };
    following = copy(following);
    preceding = copy(preceding);
  };

  const open = (group: KeyGroup) => {
    for (const subjectId of listGroupSubjects(group)) {
      const existing = groups.get(subjectId);
      if (existing === undefined) groups.set(subjectId, new Set([group]));
      else existing.add(group);
    }
  };

  const close = (group: KeyGroup) => {
    heads.delete(group);
    for (const subjectId of listGroupSubjects(group)) {
      const existing = groups.get(subjectId);
      existing?.delete(group);
      if (existing?.size === 0) groups.delete(subjectId);
    }
  };

  return {
    add: (group, place) => {
      if (place >= following.length) growFor(place);
      const head = heads.get(group);
      if (head === undefined) open(group);
      else preceding[head] = place;
      following[place] = head ?? none;
      preceding[place] = none;
      heads.set(group, place);
    },
    remove: (group, place) => {
      const [before = none, after = none] = [preceding[place], following[place]];
      if (after !== none) preceding[after] = before;
      if (before !== none) following[before] = after;
      else if (after !== none) heads.set(group, after);
      else close(group);
    },
    findAny: (subjectId) => {
      for (const group of groups.get(subjectId) ?? []) return heads.get(group) ?? none;
      return none;
    },
    clear: () => {
      groups.clear();
      heads.clear();
      following = new Int32Array(firstPlaces);
      preceding = new Int32Array(firstPlaces);
    },
  };
}
