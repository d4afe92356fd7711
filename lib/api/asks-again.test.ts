import { expect, test } from "vitest";
import { routes } from "./routes.ts";

/** Every route that asks people again, with its condition. A new one is a decision. */
const asking = {
  createKey: "keys",
  updateKey: "keys, unless only the name and the description change",
  rotateKey: "keys, unless `gracePeriodSeconds` is 0",
  enableKey: "keys",
  createApp: "keys",
  updateApp: "keys, unless only the name and the description change",
  enableApp: "keys",
  createAppSecret: "keys, unless `gracePeriodSeconds` is 0",
  updateFhirGateway: "keys, unless it only turns something off",
  setFhirCredential: "keys",
  linkFhirPerson: "keys",
  createTrustedIssuer: "keys",
  updateTrustedIssuer: "keys, unless only the name changes",
  createAppRule: "keys",
  changeEmail: "account",
  exportMe: "account",
  deleteAccount: "account",
  startTotp: "account",
  removeTotp: "account",
  createRecoveryCodes: "account",
  startPasskey: "account",
  removePasskey: "account",
  startLink: "account",
  unlinkProvider: "account",
  updateTeam: "account, if `twoFactorRequiredFrom` changes",
  transferTeam: "account",
  deleteTeam: "account",
  updateMember: "account, unless the member is only suspended",
  createGroup: "account",
  updateGroup: "account",
  createInvitation: "account",
  resendInvitation: "account",
  createEnvironment: "account, if `allowsTeamManagement` is true",
  updateEnvironment: "account, if `allowsTeamManagement` becomes true",
  listAuditEvents: "account, for an export",
  listInstanceEvents: "account, for an export",
  updatePerson: "account, unless the person is suspended",
  updateInstanceTeam: "account, unless the team is suspended",
  resetPersonTwoFactor: "account",
  verifyPersonEmail: "account",
  createPersonPasswordReset: "account",
  updateProvisioning: "account",
  createProvisioningToken: "account",
};

const answersLeak = "It answers a leak, which nothing may delay.";
const reads = "It only reads.";
const anyone = "It needs no session.";
const ownProof = "It needs a proof of its own.";
const harmless = "It changes what lists show, and gives nobody access.";

/** Every other route that changes something, and why it never asks. */
const silent = {
  createUser: anyone,
  requestPasswordReset: anyone,
  resetPassword: anyone,
  reauthenticate: ownProof,
  changePassword: ownProof,
  startReauthentication: ownProof,
  startPasskeySignIn: anyone,
  createPasskey:
    "Starting asked, and only the session that started, with that proof, can answer the challenge.",
  updatePasskey: harmless,
  confirmTotp: "Starting asked, only who started has the secret, and that proof is checked again.",
  confirmEmailChange: "Requesting asked, and the token is only in the mailbox.",
  confirmEmail: "The token is only in the mailbox.",
  requestEmailVerification: "It sends a mail to the address that the account has.",
  cancelEmailChange: answersLeak,
  endSession: answersLeak,
  endOtherSessions: answersLeak,
  deleteKey: answersLeak,
  deleteProvisioningToken: answersLeak,
  disableKey: answersLeak,
  deleteApp: answersLeak,
  deleteAppRule: answersLeak,
  deleteTrustedIssuer: answersLeak,
  disableApp: answersLeak,
  endAppSecret: answersLeak,
  endAppGrant: answersLeak,
  endMyGrant: answersLeak,
  unlinkFhirPerson: answersLeak,
  createAppLaunch: "It gives nothing until the person agrees on a page.",
  finishRotation: answersLeak,
  removeMember: answersLeak,
  removeGroup: answersLeak,
  withdrawInvitation: answersLeak,
  authorizeApp: "People confirm it on a page, after the app sent them, and can end it.",
  findPatients: reads,
  lookUpKey: reads,
  verifyKey: reads,
  introspectToken: reads,
  previewEnvironmentPolicy: reads,
  checkFhirAddress: reads,
  checkFhirServer: reads,
  updateMe: harmless,
  createTeam: "A new team has nothing yet.",
  acceptInvitation: "It gives access only to the person who accepts, with a token from a mailbox.",
  reorderEnvironments: harmless,
  deleteEnvironment: "Only one without keys can be deleted.",
  createPermission: "It gives nothing until a key lists it, which asks.",
  updatePermission: harmless,
  deletePermission: "It only takes away.",
  createFhirServer: harmless,
  updateFhirServer: harmless,
  deleteFhirServer: harmless,
  removeFhirCredential: answersLeak,
  createWorker: harmless,
  updateWorker: harmless,
  deleteWorker: harmless,
  endPersonSessions: answersLeak,
  markNoticesRead: harmless,
  updateNoticeSetting: harmless,
  unsubscribe: anyone,
  testMail: "It sends a mail to the caller.",
};

test("exactly these routes ask people again", () => {
  const found = routes.flatMap(({ operationId, asking: ask }) => {
    if (ask === null) return [];
    return [[operationId, ask.condition === undefined ? ask.for : `${ask.for}, ${ask.condition}`]];
  });
  expect(Object.fromEntries(found)).toEqual(asking);
});

test("every other route that changes something has a reason not to", () => {
  const found = routes.filter(({ asking: ask, method }) => ask === null && method !== "GET");
  expect(found.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(silent).sort());
});
