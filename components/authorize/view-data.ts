import type { AuthorizationView } from "#lib/domain/launch/authorization.ts";

/** What the page asks the person. */
type AuthorizationQuestion = Extract<AuthorizationView, { outcome: "ask" }>;

export interface AuthorizePerson {
  userId: string;
  name: string;
  email: string;
}

/** The data of the page while it asks. */
export interface AuthorizePageData {
  question: AuthorizationQuestion;
  person: AuthorizePerson;
  /** The query string of the request, without the question mark. */
  request: string;
  /** When access ends in any case if the person agrees now, in ISO 8601. */
  latestEnd: string;
}
