import type { DirectoryPerson } from "#lib/services/provisioning/people/directory-person.ts";
import { normalizeAttribute } from "../filter/parse-filter.ts";
import { isObject } from "../protocol/lower-keys.ts";
import { ScimProblem } from "../protocol/scim-problem.ts";
import { readBoolean, readEmails, readText } from "../resources/read-values.ts";
import type { PatchOperation } from "./read-operations.ts";

type Setter = (person: DirectoryPerson, value: unknown) => DirectoryPerson;

const setWorkEmail: Setter = (person, value) => ({ ...person, workEmail: readText("emails", value) });

/** `emails[type eq "work"]` as a whole: one value, or a list with one. */
const setWorkEntry: Setter = (person, value) => ({
  ...person,
  workEmail: readEmails(isObject(value) ? [value] : value),
});

const setName: Setter = (person, value) => {
  if (value === null || value === undefined) {
    return { ...person, givenName: null, familyName: null, formattedName: null };
  }
  if (!isObject(value)) throw new ScimProblem("invalidValue", "name must be an object");
  return Object.entries(value).reduce(
    (named, [part, text]) => setAttribute(named, `name.${part}`, text),
    person,
  );
};

/** What each attribute changes, by its name in lowercase. Null removes it. */
const setters: Readonly<Record<string, Setter>> = {
  username: (person, value) => ({ ...person, userName: readRequired("userName", value) }),
  externalid: (person, value) => ({ ...person, externalId: readText("externalId", value) }),
  displayname: (person, value) => ({ ...person, displayName: readText("displayName", value) }),
  name: setName,
  "name.givenname": (person, value) => ({ ...person, givenName: readText("name.givenName", value) }),
  "name.familyname": (person, value) => ({ ...person, familyName: readText("name.familyName", value) }),
  "name.formatted": (person, value) => ({ ...person, formattedName: readText("name.formatted", value) }),
  emails: (person, value) => ({ ...person, workEmail: readEmails(value) }),
  'emails[type eq "work"]': setWorkEntry,
  "emails[primary eq true]": setWorkEntry,
  'emails[type eq "work"].value': setWorkEmail,
  "emails[primary eq true].value": setWorkEmail,
  "emails.value": setWorkEmail,
  active: (person, value) => ({ ...person, active: readBoolean("active", value) }),
};

const readOnly = new Set(["id", "meta", "groups", "schemas"]);

/** The form of every path (RFC 7644, section 3.5.2). */
const pathForm = /^[a-z][\w:.$-]*(?:\[[^\]]{1,200}\](?:\.[\w$-]+)?)?$/i;

function readRequired(name: string, value: unknown): string {
  const text = readText(name, value);
  if (text === null) throw new ScimProblem("invalidValue", `${name} is required`);
  return text;
}

/** Sets one attribute. Attributes that aren't kept are ignored. */
function setAttribute(person: DirectoryPerson, attribute: string, value: unknown): DirectoryPerson {
  const name = normalizeAttribute(attribute);
  const setter = Object.hasOwn(setters, name) ? setters[name] : undefined;
  return setter === undefined ? person : setter(person, value);
}

function applyOne(person: DirectoryPerson, { op, path, value }: PatchOperation): DirectoryPerson {
  if (path === null) {
    if (!isObject(value)) {
      throw new ScimProblem("invalidValue", "Without a path, the value must be an object of attributes");
    }
    return Object.entries(value).reduce((changed, [name, part]) => setAttribute(changed, name, part), person);
  }
  if (!pathForm.test(path)) throw new ScimProblem("invalidPath", "The path is not valid");
  if (readOnly.has(normalizeAttribute(path))) {
    throw new ScimProblem("mutability", `${path.slice(0, 100)} is read-only`);
  }
  return setAttribute(person, path, op === "remove" ? null : value);
}

/** The person after all operations, in their order. */
export function patchUser(person: DirectoryPerson, operations: readonly PatchOperation[]): DirectoryPerson {
  return operations.reduce(applyOne, person);
}
