import { answerSignInRequest } from "#lib/auth/sign-in/answer-sign-in-request.ts";

const localOrigin = "http://127.0.0.1:3000";

interface BrowserOptions {
  /** The console's origin as this browser sees it. */
  origin?: string;
  /** The client's IP address, as the console's own server reports it. */
  address?: string;
}

/** Uses next-auth's endpoints as a browser does: it keeps cookies, follows no redirects, and runs no scripts. */
export interface SignInBrowser {
  /** Cookies by name. Tests can add and remove them. */
  cookies: Map<string, string>;
  cookieHeader(): string;
  get(path: string): Promise<Response>;
  /** Sends a form as the console's own pages do, including next-auth's token. The response is JSON. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  signIn(email: string, password: string): Promise<Response>;
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const [name = "", value = ""] = pair.split("=");
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}

/** A browser for a console without a socket: each request goes through everything behind /api/auth. */
export function createSignInBrowser(options: BrowserOptions = {}): SignInBrowser {
  const { origin = localOrigin, address = "203.0.113.9" } = options;
  const cookies = new Map<string, string>();
  const own = new URL(origin);
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

  async function send(path: string, init: RequestInit): Promise<Response> {
    const url = new URL(`/api/auth/${path}`, origin);
    const headers = new Headers(init.headers);
    headers.set("cookie", cookieHeader());
    headers.set("x-forwarded-for", address);
    headers.set("x-forwarded-host", own.host);
    headers.set("x-forwarded-proto", own.protocol.slice(0, -1));
    const segments = url.pathname.split("/").slice(3);
    const response = await answerSignInRequest(new Request(url, { ...init, headers }), segments);
    keepCookies(cookies, response);
    return response;
  }

  async function post(path: string, fields = {}, headers = {}): Promise<Response> {
    const csrf: unknown = await (await send("csrf", {})).json();
    const csrfToken = String(Reflect.get(Object(csrf), "csrfToken"));
    const body = new URLSearchParams({ csrfToken, json: "true", ...fields });
    return send(path, {
      method: "POST",
      body,
      headers: { origin, "sec-fetch-site": "same-origin", ...headers },
    });
  }

  return {
    cookies,
    cookieHeader,
    get: (path) => send(path, {}),
    post,
    signIn: (email, password) => post("callback/credentials", { email, password }),
  };
}
