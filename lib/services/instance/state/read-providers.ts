import type { ProviderFacts } from "#lib/domain/instance/checks/facts.ts";
import type { Config } from "#lib/platform/settings/env.ts";

const limitMs = 5_000;

/** Why a request fails, in a word of the network. */
export function describeFetchFailure(error: unknown): string {
  const { name, cause }: { name?: unknown; cause?: { code?: unknown; message?: unknown } } = Object(error);
  if (name === "TimeoutError") return "no answer in time";
  return String(cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : error));
}

async function findOpenIdProblem(issuer: string): Promise<string | null> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
  if (!response.ok) return `${url} returns ${response.status}.`;
  const document: unknown = await response.json().catch(() => null);
  const { issuer: named }: { issuer?: unknown } = Object(document);
  if (named === issuer) return null;
  return typeof named === "string"
    ? `It calls itself ${named}, but is set as ${issuer}.`
    : `${url} is not the description of an OpenID provider.`;
}

async function findGithubProblem(): Promise<string | null> {
  // Any answer will do: only its page for signing in is needed.
  await fetch("https://github.com/login", { method: "HEAD", signal: AbortSignal.timeout(limitMs) });
  return null;
}

/** Whether the configured sign-in providers answer. */
export function readProviders({ providers }: Pick<Config, "providers">): Promise<ProviderFacts[]> {
  const { github, google, oidc } = providers;
  const finders: [string, () => Promise<string | null>][] = [];
  if (github !== undefined) finders.push(["GitHub", findGithubProblem]);
  if (google !== undefined) finders.push(["Google", () => findOpenIdProblem("https://accounts.google.com")]);
  if (oidc !== undefined) finders.push([oidc.name, () => findOpenIdProblem(oidc.issuer)]);
  return Promise.all(
    finders.map(async ([name, find]) => {
      const problem = await find().catch(
        (error: unknown) => `It can't be reached: ${describeFetchFailure(error)}.`,
      );
      return { name, problem };
    }),
  );
}
