/** Texts of the dialog that opens an app. */
export const launchTexts = {
  title: (app: string) => `Launch ${app}`,
  intro:
    "Opens the app in a new tab, with the FHIR server and the patient already chosen. The app then asks you for access. The launch works once, for you only, within 5 minutes.",
  server: "FHIR server",
  serverHint: "Only servers of the app's environment whose gateway is on.",
  patient: "Patient ID",
  patientHint:
    "The ID of the patient's record on that server, such as 123. Leave empty to choose a patient in the next step.",
  badPatient: "Use only letters, digits, dots and hyphens, at most 64: the ID alone, without “Patient/”.",
  submit: "Launch",
  launched: (app: string) => `${app} opens in a new tab`,
  blocked: "Your browser blocked the new tab.",
  open: "Open it",
  noServer:
    "No FHIR server of this app's environment has its gateway on. Turn one on under Health Data first.",
  readOnly: "Your role can't read health data, so you can't launch apps",
  disabled: "Enable the app first",
} as const;
