/** Signs in as a person's browser does, without the browser. */
export interface SignedInPerson {
  email: string;
  password: string;
  teamId: string;
  /** The value for the Cookie header. */
  cookie: string;
}

/** Sends one JSON request. Fails on any other status than the expected one, with the body in the message. */
async function callApi<T>(
  origin: string,
  path: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string>; expect: number },
): Promise<T> {
  const response = await fetch(`${origin}/v1/api${path}`, {
    method: options.method ?? (options.body === undefined ? "GET" : "POST"),
    headers: {
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    body: options.body === undefined ? null : JSON.stringify(options.body),
  });
  const text = await response.text();
  if (response.status !== options.expect) {
    throw new Error(`${path} answered with ${response.status}, not ${options.expect}: ${text}`);
  }
  return parseAs<T>(text);
}

/** The caller names the contract's type; tests then assert on its fields. */
function parseAs<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** Creates an account and its team, then signs in as a browser would. */
export async function signUp(
  origin: string,
  person: { name: string; email: string; password: string; setupCode?: string },
): Promise<SignedInPerson> {
  const created = await callApi<{ teamId: string }>(origin, "/users", { body: person, expect: 201 });
  const cookie = await signIn(origin, person.email, person.password);
  return { email: person.email, password: person.password, teamId: created.teamId, cookie };
}

/** Signs in with next-auth's own form protocol; returns the session cookie. */
async function signIn(origin: string, email: string, password: string): Promise<string> {
  const tokenResponse = await fetch(`${origin}/api/auth/csrf`);
  const { csrfToken } = parseAs<{ csrfToken: string }>(await tokenResponse.text());
  const response = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: readCookies(tokenResponse),
      origin,
    },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const cookie = readCookies(response);
  if (!cookie.includes("session-token")) throw new Error(`sign-in failed with ${response.status}`);
  return cookie;
}

function readCookies(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** Creates a key as the console does: with the session cookie, from the console's own origin. */
export async function createKeyAs(
  origin: string,
  person: SignedInPerson,
  body: Record<string, unknown>,
): Promise<{ id: string; secret: string }> {
  return await callApi(origin, "/keys", { body, headers: { cookie: person.cookie, origin }, expect: 201 });
}
