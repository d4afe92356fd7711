import type { LinkType } from "./link-draft.ts";

/** Texts of the part of a FHIR server's page about who members are on it. */
export const peopleTexts = {
  title: "People",
  intro:
    "Who the members of the team are on this server. Apps that a member opens learn it, and can then find the member's own records.",
  list: "Members and who they are on this server",
  link: "Link a person",
  change: "Change",
  changeOf: (name: string) => `Change who ${name} is`,
  unlink: "Unlink",
  unlinkOf: (name: string) => `Unlink ${name}`,
  since: "Linked",
  ownRecord: "Can give apps access to this record",
  empty: {
    title: "No one is linked yet",
    text: "Link members to the records that describe them on this server, such as Practitioner/123. Apps can then tell who is using them.",
  },
  notAllowed: {
    title: "Only admins and owners can see who is who",
    ask: (managers: string) => `Ask ${managers}.`,
  },
  everyone: "All members are linked",
  form: {
    linkTitle: (server: string) => `Link a person on ${server}`,
    changeTitle: (person: string) => `Change who ${person} is`,
    intro:
      "Choose the record that describes this person on the server. The console doesn't check that it exists.",
    person: "Member",
    type: "They are a",
    types: {
      Practitioner: "Practitioner",
      PractitionerRole: "Practitioner in a role",
      Patient: "Patient",
      RelatedPerson: "Relative or other related person",
      Person: "Person",
    } satisfies Record<LinkType, string>,
    id: "ID of the record",
    idHint: (type: LinkType) => `The part after ${type}/ in the address of the record.`,
    badId: "Use only letters, digits, dots and hyphens, at most 64",
    patientWarning:
      "This person can then let apps read and change this patient's record, whatever their role in the team is. Link a member to a patient only if it's their own record.",
    submit: "Link person",
    save: "Save changes",
    linked: (person: string) => `${person} is linked`,
  },
  remove: {
    title: (person: string) => `Unlink ${person}?`,
    intro: (reference: string) =>
      reference.startsWith("Patient/")
        ? "Apps that reach the patient's record only because of this link lose access at once. Apps no longer learn who this person is on the server."
        : "Apps no longer learn who this person is on the server. What they can reach stays the same.",
    done: (person: string) => `${person} was unlinked`,
  },
} as const;
