import type { MemberChange } from "#lib/services/provisioning/groups/write-members.ts";
import { normalizeAttribute } from "../filter/parse-filter.ts";
import { isObject } from "../protocol/lower-keys.ts";
import { ScimProblem } from "../protocol/scim-problem.ts";
import { readMembers, readText } from "../resources/read-values.ts";
import type { PatchOperation } from "./read-operations.ts";

/** What a PATCH request changes about a group. Undefined: nothing. */
export interface GroupPatch {
  displayName: string | undefined;
  externalId: string | null | undefined;
  members: MemberChange;
}

/** Collects the operations in their order: a later one overrides an earlier one about the same person. */
class MemberCollector {
  #replaceBy: string[] | null = null;
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();

  add(ids: readonly string[]): void {
    for (const id of ids) {
      this.#added.add(id);
      this.#removed.delete(id);
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#removed.add(id);
      this.#added.delete(id);
    }
  }

  replace(ids: readonly string[]): void {
    this.#replaceBy = [...ids];
    this.#added.clear();
    this.#removed.clear();
  }

  toChange(): MemberChange {
    return { replaceBy: this.#replaceBy, add: [...this.#added], remove: [...this.#removed] };
  }
}

interface Patching extends Omit<GroupPatch, "members"> {
  members: MemberCollector;
}

const oneMember = /^members\[value eq "([^"\\]{1,100})"\]$/i;

const pathForm = /^[a-z][\w:.$-]*(?:\[[^\]]{1,200}\](?:\.[\w$-]+)?)?$/i;

function changeMembers(members: MemberCollector, { op, value }: PatchOperation): void {
  if (op === "add") members.add(readMembers(value));
  else if (op === "replace") members.replace(readMembers(value ?? []));
  // Without a value, everyone leaves. Some directories name those who leave.
  else if (value === undefined || value === null) members.replace([]);
  else members.remove(readMembers(value));
}

function setName(patch: Patching, value: unknown): void {
  const name = readText("displayName", value);
  if (name === null) throw new ScimProblem("invalidValue", "displayName is required");
  patch.displayName = name;
}

/** Changes one attribute. Attributes that aren't kept are ignored. */
function changeAttribute(patch: Patching, attribute: string, operation: PatchOperation): void {
  const value = operation.op === "remove" ? null : operation.value;
  switch (normalizeAttribute(attribute)) {
    case "displayname":
      setName(patch, value);
      return;
    case "externalid":
      patch.externalId = readText("externalId", value);
      return;
    case "members":
      changeMembers(patch.members, operation);
  }
}

function applyOne(patch: Patching, operation: PatchOperation): void {
  const { op, path, value } = operation;
  if (path === null) {
    if (!isObject(value)) {
      throw new ScimProblem("invalidValue", "Without a path, the value must be an object of attributes");
    }
    for (const [name, part] of Object.entries(value)) {
      changeAttribute(patch, name, { op, path: name, value: part });
    }
    return;
  }
  const member = oneMember.exec(path)?.[1];
  if (member !== undefined && op === "remove") {
    patch.members.remove([member]);
    return;
  }
  if (!pathForm.test(path) || /^members\[/i.test(path)) {
    throw new ScimProblem("invalidPath", "The path is not valid");
  }
  if (["id", "meta", "schemas"].includes(path.toLowerCase())) {
    throw new ScimProblem("mutability", `${path} is read-only`);
  }
  changeAttribute(patch, path, operation);
}

/** What all operations together change about a group. */
export function readGroupPatch(operations: readonly PatchOperation[]): GroupPatch {
  const members = new MemberCollector();
  const patch: Patching = { displayName: undefined, externalId: undefined, members };
  for (const operation of operations) applyOne(patch, operation);
  return { ...patch, members: members.toChange() };
}
