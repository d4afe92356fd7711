import { readSmartScope, type SmartLevel } from "./smart-scope.ts";

export type AppKind = "service" | "confidential" | "public";

/** What the kind of an app allows or requires. */
export interface AppFacts {
  kind: AppKind;
  scopes: readonly string[];
  redirectUris: readonly string[];
  launchUri: string | null;
  hasJwks: boolean;
  jwksUri: string | null;
}

export interface AppProblem {
  /** The field of the request. */
  path: string;
  message: string;
}

/** The first field that doesn't fit the kind of the app or the other fields. Null: all do. */
export function findAppProblem(app: AppFacts): AppProblem | null {
  return findScopeProblem(app) ?? findAddressProblem(app) ?? findKeysProblem(app);
}

function findScopeProblem({ kind, scopes }: AppFacts): AppProblem | null {
  const isWrong = (level: SmartLevel | undefined) =>
    level !== undefined && (level === "system") !== (kind === "service");
  const index = scopes.findIndex((scope) => isWrong(readSmartScope(scope)?.level));
  if (index === -1) return null;
  const message =
    kind === "service"
      ? "A service acts without a person: its SMART scopes start with system/"
      : "Only a service can have scopes that start with system/";
  return { path: `scopes.${index}`, message };
}

function findAddressProblem({ kind, redirectUris, launchUri }: AppFacts): AppProblem | null {
  if (kind !== "service") {
    return redirectUris.length > 0
      ? null
      : { path: "redirectUris", message: "Must contain at least one address: people sign in to this app" };
  }
  const message = "Nobody signs in to a service, so it can't have any";
  if (redirectUris.length > 0) return { path: "redirectUris", message };
  return launchUri === null ? null : { path: "launchUri", message };
}

function findKeysProblem({ kind, hasJwks, jwksUri }: AppFacts): AppProblem | null {
  if (kind === "public" && (hasJwks || jwksUri !== null)) {
    return {
      path: hasJwks ? "jwks" : "jwksUri",
      message: "A public app can't keep a private key, so it can't have public keys",
    };
  }
  return hasJwks && jwksUri !== null
    ? { path: "jwksUri", message: "Only one of jwks and jwksUri can be set" }
    : null;
}
