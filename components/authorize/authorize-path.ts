/** The page that asks whether an app gets access. `request` is the query string with which the app sent the person. */
export function getAuthorizePath(request: string): string {
  return request === "" ? "/authorize" : `/authorize?${request}`;
}

/** Where the person signs in and then returns to this request. */
export function getSignInPath(request: string): string {
  return `/sign-in?callbackUrl=${encodeURIComponent(getAuthorizePath(request))}`;
}
