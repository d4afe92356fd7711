/** What each group of operations is about, in the order they are shown; a route's tag has to be among them. */
export const tagDescriptions: Readonly<Record<string, string>> = {
  Keys: "Generate, read, change, rotate and revoke API keys. A secret is told once, when it is made.",
  Verification:
    "Ask whether a key that somebody presented is good: for services, for OAuth 2.0 and for proxies.",
  "AI workers": "The team's AI workers.",
  "Health data": "The team's registered FHIR servers.",
  Teams: "Teams and who owns them.",
  Members: "Who is in a team, in which role.",
  Invitations: "How people come into a team.",
  Environments: "What a team keeps apart, and the rules that keys of each have to keep.",
  Permissions: "What a key can be allowed: the built-in permissions and the team's own.",
  "Audit log": "Every change anyone made, in a chain that shows tampering.",
  Account: "Who is calling, one's own account and its sessions.",
  Documentation: "This document.",
  Operations: "For load balancers and monitoring: at the server's root, not below /v1/api.",
};
