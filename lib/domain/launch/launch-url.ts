interface LaunchParameters {
  /** The FHIR base URL. */
  iss: string;
  /** The handle. */
  launch: string;
}

function isReplaced(part: string): boolean {
  const [name] = new URLSearchParams(part).keys();
  return part === "" || name === "iss" || name === "launch";
}

/**
 * Where a launch sends the browser: the app's launch address with `iss` and `launch` (SMART App Launch 2.2). The rest of its query
 * stays exactly as it was registered.
 */
export function createLaunchUrl(launchUri: string, { iss, launch }: LaunchParameters): string {
  const start = launchUri.indexOf("?");
  const address = start === -1 ? launchUri : launchUri.slice(0, start);
  const parts = start === -1 ? [] : launchUri.slice(start + 1).split("&");
  const kept = parts.filter((part) => !isReplaced(part));
  return `${address}?${[...kept, new URLSearchParams({ iss, launch })].join("&")}`;
}
