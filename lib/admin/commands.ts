import { printSetUpCode, resetPassword, resetTwoFactor, verifyUser } from "./accounts/accounts.ts";
import { exportAudit, verifyAudit } from "./audit/audit.ts";
import { auditSeal } from "./audit/seal.ts";
import { auditVerifyFile } from "./audit/verify.ts";
import { backup, restore } from "./backup/backup.ts";
import { move } from "./backup/move.ts";
import type { AdminCommand } from "./command/admin-command.ts";
import { doctor, status } from "./doctor/doctor.ts";
import { findKeys, revokeKey, revokeTeamKeys, showKey } from "./keys/keys.ts";
import { migrateApply, migrateResolve, migrateStatus } from "./migrations/migrate.ts";
import {
  endSessions,
  listUsers,
  makeOwner,
  reinstateUser,
  removeOwner,
  showUser,
  suspendUser,
} from "./people/people.ts";
import { eraseUser, exportUser } from "./people/personal-data.ts";
import { secretsAccept, secretsDrop, secretsRotate, secretsStatus } from "./secrets/secrets.ts";
import { listTeams, makeTeamOwner, reinstateTeam, showTeam, suspendTeam } from "./teams/teams.ts";

/** Every command of `npm run admin`, by its name of one or two words. */
export const commands: Readonly<Record<string, AdminCommand>> = {
  status,
  doctor,
  "users list": listUsers,
  "users show": showUser,
  "users verify": verifyUser,
  "users export": exportUser,
  "users erase": eraseUser,
  suspend: suspendUser,
  reinstate: reinstateUser,
  "make-owner": makeOwner,
  "remove-owner": removeOwner,
  "sessions end": endSessions,
  "reset-password": resetPassword,
  "reset-two-factor": resetTwoFactor,
  "set-up-code": printSetUpCode,
  "teams list": listTeams,
  "teams show": showTeam,
  "teams suspend": suspendTeam,
  "teams reinstate": reinstateTeam,
  "teams make-owner": makeTeamOwner,
  "keys find": findKeys,
  "keys show": showKey,
  "keys revoke": revokeKey,
  "revoke-team-keys": revokeTeamKeys,
  backup,
  restore,
  move,
  "audit verify": verifyAudit,
  "audit export": exportAudit,
  "audit seal": auditSeal,
  "audit verify-file": auditVerifyFile,
  "secrets status": secretsStatus,
  "secrets rotate": secretsRotate,
  "secrets drop": secretsDrop,
  "secrets accept": secretsAccept,
  "migrate status": migrateStatus,
  "migrate apply": migrateApply,
  "migrate resolve": migrateResolve,
};
