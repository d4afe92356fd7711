import { collectBody } from "#lib/api/request/read-body.ts";
import { OAuthProblem } from "./oauth-problem.ts";

const formType = "application/x-www-form-urlencoded";

function isForm(contentType: string | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim().toLowerCase());
  return type === formType && parameters.every((text) => text === "" || /^charset="?utf-?8"?$/.test(text));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new OAuthProblem("invalid_request", "The request body is not valid UTF-8");
  }
}

/**
 * The parameters of a form. Throws for other types of content, more than 16 KiB, a parameter that is sent twice, and a query
 * string, because secrets in URLs end up in logs.
 */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  if (new URL(request.url).search !== "") {
    throw new OAuthProblem("invalid_request", "Send parameters in the body, not in the URL");
  }
  if (!isForm(request.headers.get("content-type"))) {
    throw new OAuthProblem("invalid_request", `The request body must be ${formType}`);
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(decode(await collectBody(request)))) {
    if (form.has(name)) throw new OAuthProblem("invalid_request", "A parameter was sent twice");
    // Without a value, it counts as omitted (RFC 6749, section 3.2).
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === "") form.delete(name);
  return form;
}
