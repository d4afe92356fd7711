/** Why an app doesn't get a scope that it requested. */
export type WithheldReason =
  /** The app isn't registered with it. */
  | "app"
  /** The person's role doesn't allow it. */
  | "role"
  /** The console doesn't support it. */
  | "unsupported";

export interface ScopeOffer {
  /** What the person can agree to, in the notation that the app requested, without duplicates. */
  offered: string[];
  withheld: { scope: string; reason: WithheldReason }[];
}

/** How the patient in context is found. */
export type PatientChoice =
  /** No patient is needed. */
  | { kind: "none" }
  /** The launch names one, or the person is this patient. */
  | { kind: "given"; patientId: string }
  /** The person chooses one. */
  | { kind: "search" }
  /** The app needs one, but this person can neither search nor is a patient of the server. */
  | { kind: "impossible" };

/** What the page says if the person's role allows nothing that the app asks for. */
export interface NotAllowed {
  app: { name: string };
  team: { name: string };
  server: { name: string };
  /** Whether the person could use the app with a record of their own. */
  isForPatient: boolean;
  returnsTo: string;
  refusedUrl: string;
}

/** What the page that asks the person shows. */
export type AuthorizationView =
  | {
      outcome: "ask";
      /** Also for the X-Team-Id of the requests that the page sends. */
      team: { id: string; slug: string; name: string };
      app: { id: string; name: string; description: string; kind: "confidential" | "public" };
      /** The host of the address to which the person returns, for example `app.example.com`. */
      returnsTo: string;
      server: { id: string; name: string };
      environment: { slug: string; name: string };
      offer: ScopeOffer;
      patient: PatientChoice;
      /** Where the browser goes if the person refuses. */
      refusedUrl: string;
    }
  /** The app gets the error: the browser goes there at once. */
  | { outcome: "redirect"; url: string }
  /** The person sees the error, because it isn't known that the address belongs to the app. */
  | { outcome: "invalid"; problem: "unknown_app" | "unknown_address" | "disabled_app" | "invalid_request" }
  /** The person's role allows nothing that the app asks for. The person sees why, and then returns to the app with the error. */
  | ({ outcome: "not_allowed" } & NotAllowed)
  /** The person isn't a member of the team that the app belongs to. */
  | { outcome: "not_member" }
  /** The team requires a second factor, which the person doesn't have. */
  | { outcome: "needs_second_factor" };
