/** The SDK's method for an operation. */
interface SdkCall {
  /** The path from the client, such as `keys.create`. */
  method: string;
  /** Takes the value of this field instead of the whole body. */
  bodyField?: string;
  /** Returns the objects of all pages. */
  isList?: true;
}

/** The operations that the SDK has methods for. Path parameters come first, then the body or the query. */
export const sdkCalls: Readonly<Record<string, SdkCall>> = {
  readMe: { method: "me" },
  listKeys: { method: "keys.list", isList: true },
  createKey: { method: "keys.create" },
  lookUpKey: { method: "keys.lookup", bodyField: "key" },
  readKey: { method: "keys.get" },
  updateKey: { method: "keys.update" },
  deleteKey: { method: "keys.delete" },
  rotateKey: { method: "keys.rotate" },
  finishRotation: { method: "keys.finish" },
  disableKey: { method: "keys.disable" },
  enableKey: { method: "keys.enable" },
  readKeyUsage: { method: "keys.usage" },
  readKeyUsageSeries: { method: "keys.usageSeries" },
  readTeamUsage: { method: "keys.teamUsage" },
  readTeamUsageSeries: { method: "keys.teamUsageSeries" },
  verifyKey: { method: "keys.verify" },
  listApps: { method: "apps.list", isList: true },
  createApp: { method: "apps.create" },
  readApp: { method: "apps.get" },
  updateApp: { method: "apps.update" },
  deleteApp: { method: "apps.delete" },
  disableApp: { method: "apps.disable" },
  enableApp: { method: "apps.enable" },
  createAppSecret: { method: "apps.secrets.create" },
  endAppSecret: { method: "apps.secrets.delete" },
  listAppRules: { method: "apps.rules.list" },
  createAppRule: { method: "apps.rules.create" },
  deleteAppRule: { method: "apps.rules.delete" },
  readAppUsage: { method: "apps.usage" },
  listRequests: { method: "requests.list", isList: true },
  readRequest: { method: "requests.get" },
  listFhirServers: { method: "fhir.servers.list", isList: true },
  createFhirServer: { method: "fhir.servers.create" },
  readFhirServer: { method: "fhir.servers.get" },
  updateFhirServer: { method: "fhir.servers.update" },
  deleteFhirServer: { method: "fhir.servers.delete" },
  checkFhirServer: { method: "fhir.servers.check" },
  listWorkers: { method: "workers.list", isList: true },
  createWorker: { method: "workers.create" },
  readWorker: { method: "workers.get" },
  updateWorker: { method: "workers.update" },
  deleteWorker: { method: "workers.delete" },
  listTeams: { method: "teams.list", isList: true },
  createTeam: { method: "teams.create" },
  readTeam: { method: "teams.get" },
  updateTeam: { method: "teams.update" },
  deleteTeam: { method: "teams.delete" },
  transferTeam: { method: "teams.transfer" },
  listMembers: { method: "teams.members.list", isList: true },
  updateMember: { method: "teams.members.update" },
  removeMember: { method: "teams.members.delete" },
  listInvitations: { method: "teams.invitations.list", isList: true },
  createInvitation: { method: "teams.invitations.create" },
  resendInvitation: { method: "teams.invitations.resend" },
  withdrawInvitation: { method: "teams.invitations.delete" },
};
