/** The groups of operations, in the order they are shown. Every route's tag must be one of them. */
export const tagDescriptions: Readonly<Record<string, string>> = {
  Keys: "Create, read, change, rotate and delete API keys. A secret is returned only once, when it is created.",
  Verification: "Verify a key that a client presented: for services, OAuth 2.0 and proxies.",
  Requests: "The last verifications of the team's keys, and why each was accepted or rejected.",
  "AI workers": "The team's AI workers.",
  Apps: "Programs that request short-lived tokens instead of using a key. A secret is returned only once, when it is created.",
  "Health data": "The team's registered FHIR servers, their gateways and credentials.",
  "FHIR gateway":
    "The data of a FHIR server, through this console. The URL of the gateway is a FHIR base URL.",
  Teams: "Teams and their ownership.",
  Members: "The members of a team and their roles.",
  Groups: "The groups of a sign-in provider or directory that give roles in a team.",
  Invitations: "Invitations to join a team.",
  Environments: "The environments of a team, and the rules for the keys in each.",
  Permissions: "The permissions a key can have: built-in permissions and the team's custom permissions.",
  "Audit log": "A record of every change, in a chain that reveals tampering.",
  Administration: "For administrators of this console: everyone's accounts, and the console's own audit log.",
  Account: "The calling key or person, accounts and sessions.",
  Documentation: "This document.",
  Operations: "Endpoints for load balancers and monitoring, at the server's root instead of below /v1/api.",
};
