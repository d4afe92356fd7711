import type { WithheldReason } from "#lib/domain/launch/authorization.ts";

/** Texts of the page that asks a person whether an app gets access. */
export const authorizeTexts = {
  title: "Allow access",
  heading: (app: string) => `${app} asks for access to health data`,
  madeBy: (team: string) => `An app of ${team}`,
  data: "Data of",
  signedInAs: "Signed in as",
  switchAccount: "Switch account",
  switchFailed: "You weren't signed out",
  patient: {
    title: "Which patient?",
    known: "Patient",
    loadingName: "Loading the name…",
    unknownName: "The FHIR server doesn't say who this is. Check the ID.",
    search: "Find a patient",
    placeholder: "Part of the name, or the record's ID",
    results: "Patients found",
    searching: "Searching…",
    none: (text: string) => `No patient found for “${text}”. Check the spelling, or type less of the name.`,
    more: "There are more. Type more of the name to see fewer.",
    found: (count: number) => (count === 1 ? "1 patient found" : `${count} patients found`),
    failed: "The search failed",
    retry: "Try again",
    change: "Change",
    changeOf: (name: string) => `Change the patient, who is ${name}`,
    unnamed: "No name",
    born: (date: string) => `Born ${date}`,
    unknownBirth: "Date of birth unknown",
    identifier: (identifier: string) => `No. ${identifier}`,
    id: (id: string) => `ID ${id}`,
    given: "Chosen by the record that opened the app, or because this is your own record.",
    impossible: (server: string) =>
      `You can't use this app yet. It needs a patient, but your role can't read health data, and you aren't linked to a patient on ${server}.`,
    impossibleNext: (team: string) =>
      `Ask an admin of ${team} for one of two things: to link you to your own patient record, or to give you a role that can read health data. Then open the app again.`,
  },
  access: {
    title: "What it will be able to do",
    patient: "For this patient only",
    user: "For all records that you can access",
    more: "Also",
    changes: "Changes data",
    hint: "Uncheck what you don't want to allow.",
  },
  duration: {
    title: "For how long",
    lasting: "Keep access while you aren't using the app",
    long: "Access ends 90 days after the app last used it, and no later than",
    short: "Access ends after 1 hour. Then the app asks you again.",
  },
  withheld: {
    summary: (count: number) => `Not included (${count})`,
    ofOnePatient: (text: string) => `${text}, for this patient only`,
    ofReachable: (text: string) => `${text}, for all records that you can access`,
    reasons: {
      app: "The app isn't registered for this.",
      role: "Your role doesn't allow this.",
      unsupported: "This console doesn't support this.",
    } satisfies Record<WithheldReason, string>,
  },
  returnsTo: "Returns you to",
  endLater: "The app never gets more than you can access yourself. End its access at any time under",
  denyOnly: "The app gets nothing. It learns that it has no access.",
  returnTo: (host: string) => `Return to ${host}`,
  endLaterLink: "Authorized apps",
  allow: "Allow",
  deny: "Deny",
  failed: "Access wasn't given",
  gone: "This app can't get access any more: it was deleted or disabled, or you left its team. Nothing was given to it.",
  problems: {
    noPatient: "Choose a patient first: enter a part of the name, then select the patient.",
    nothing: "Check at least one item to allow, or deny.",
  },
  notAllowed: {
    title: (app: string) => `You can't use ${app} yet`,
    text: (server: string, team: string) =>
      `It asks for health data of ${server}, and your role in ${team} doesn't allow any of what it asks for.`,
    next: (team: string) => `Ask an admin of ${team} for a role that allows it. Then open the app again.`,
    nextForPatient: (team: string) =>
      `Ask an admin of ${team} for one of two things: to link you to your own patient record, or to give you a role that allows it. Then open the app again.`,
  },
  errors: {
    unknown_app: {
      title: "This app isn't registered here",
      text: "The address that opened this page names an app that doesn't exist or was deleted. Nothing was given to it.",
    },
    unknown_address: {
      title: "This app can't be opened this way",
      text: "The app asked to send you to an address that isn't registered for it. To protect you, you stay here, and nothing was given to it.",
    },
    disabled_app: {
      title: "This app is disabled",
      text: "Its team has turned it off for now, so it can't get access.",
    },
    invalid_request: {
      title: "This request isn't valid",
      text: "The address that opened this page is incomplete or damaged. Nothing was given to any app.",
    },
    not_member: {
      title: "You aren't a member of the app's team",
      text: "Only active members of the team that registered the app can use it.",
    },
    needs_second_factor: {
      title: "The app's team requires two-factor authentication",
      text: "The team that registered the app is closed to you until you turn it on.",
    },
    next: "Go back to the app and try again. If it keeps happening, tell the people who provide the app.",
    nextDisabled: "Ask the people who provide the app.",
    nextMember:
      "If you have another account, switch to it. Otherwise, ask the people who provide the app to invite you.",
    nextSecondFactor: "Turn it on in your account, and then open the app again.",
    home: "Go to the console",
  },
} as const;
