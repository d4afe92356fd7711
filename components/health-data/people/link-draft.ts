/** The types of records that describe a person, the most frequent first. */
export const linkTypes = ["Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Person"] as const;

export type LinkType = (typeof linkTypes)[number];

export interface LinkDraft {
  userId: string;
  type: LinkType;
  id: string;
}

function findType(text: string): LinkType | undefined {
  return linkTypes.find((type) => type === text);
}

/** The draft for changing a link. */
export function toLinkDraft(userId: string, reference: string): LinkDraft {
  const [type = "", id = ""] = reference.split("/");
  return { userId, type: findType(type) ?? "Practitioner", id };
}

/** The draft with what was typed as the ID. A pasted reference or address also sets the type. */
export function typeId(draft: LinkDraft, text: string): LinkDraft {
  const [id = "", name = ""] = text.trim().replace(/\/$/, "").split("/").reverse();
  const type = findType(name);
  return type === undefined ? { ...draft, id: text } : { ...draft, type, id };
}

/** The reference, such as `Practitioner/123`. Null: what was typed isn't an ID. */
export function toReference({ type, id }: LinkDraft): string | null {
  return /^[A-Za-z0-9.-]{1,64}$/.test(id.trim()) ? `${type}/${id.trim()}` : null;
}
