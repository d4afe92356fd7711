/**
 * The verb of each action's sentence, between the actor and the target: "Ada rotated the key CI". Searches of the audit
 * log find an action by these words, too.
 */
export const auditActionTexts: Readonly<Record<string, string>> = {
  "key.create": "generated the key",
  "key.update": "changed the key",
  "key.rotate": "rotated the key",
  "key.finish_rotation": "finished rotating the key",
  "key.disable": "disabled the key",
  "key.enable": "enabled the key",
  "key.delete": "deleted the key",
  "fhir_server.create": "registered the FHIR server",
  "fhir_server.update": "changed the FHIR server",
  "fhir_server.delete": "deleted the FHIR server",
  "worker.create": "created the AI worker",
  "worker.update": "changed the AI worker",
  "worker.delete": "deleted the AI worker",
  "invitation.create": "invited",
  "invitation.resend": "resent the invitation to",
  "invitation.withdraw": "withdrew the invitation to",
  "member.join": "joined the team",
  "member.leave": "left the team",
  "member.update": "changed the role of",
  "member.suspend": "suspended",
  "member.resume": "reinstated",
  "member.remove": "removed",
  "environment.create": "added the environment",
  "environment.update": "changed the environment",
  "environment.reorder": "reordered the environments of",
  "environment.delete": "removed the environment",
  "permission.create": "added the permission",
  "permission.update": "changed the permission",
  "permission.delete": "retired the permission",
  "team.create": "created the team",
  "team.update": "changed the team",
  "team.transfer": "transferred the team",
  "team.delete": "deleted the team",
  "user.create": "created the account",
  "user.request_verification": "requested a verification email for",
  "user.verify_email": "verified the email address of",
  "user.update": "changed the account",
  "user.request_email_change": "requested another email address for",
  "user.cancel_email_change": "canceled the change of the email address of",
  "user.change_email": "changed the email address of",
  "user.change_password": "changed the password of",
  "user.request_password_reset": "requested a link to reset the password of",
  "user.reset_password": "reset the password of",
  "instance_owner.grant": "granted administration of this console to",
  "instance_owner.revoke": "revoked administration of this console from",
  "account.link": "linked a provider to the account",
  "account.unlink": "removed a provider from the account",
  "two_factor.start": "started setting up two-factor authentication for",
  "two_factor.enable": "turned on two-factor authentication for",
  "two_factor.disable": "turned off two-factor authentication for",
  "two_factor.reset": "reset two-factor authentication for",
  "passkey.create": "added a passkey to",
  "passkey.update": "renamed a passkey of",
  "passkey.delete": "removed a passkey of",
  "passkey.reject": "rejected a passkey that may have been copied, of",
  "recovery_codes.create": "generated new recovery codes for",
  "recovery_codes.use": "used a recovery code of",
  "session.start": "signed in",
  "session.end": "signed out",
  "session.end_others": "ended all other sessions of",
};

/** The actions that a word describes: part of their code or of their sentence. */
export function findAuditActions(word: string): string[] {
  const wanted = word.toLowerCase();
  return Object.entries(auditActionTexts)
    .filter(([action, text]) => action.includes(wanted) || text.toLowerCase().includes(wanted))
    .map(([action]) => action);
}
