import { printSetUpCode, resetPassword, resetTwoFactor, verifyUser } from "./accounts/accounts.ts";
import { auditSeal } from "./audit/seal.ts";
import { auditVerifyFile } from "./audit/verify.ts";
import type { AdminCommand } from "./command/admin-command.ts";
import { migrateApply, migrateResolve, migrateStatus } from "./migrations/migrate.ts";
import { eraseUser, exportUser } from "./people/personal-data.ts";
import { secretsAccept, secretsDrop, secretsRotate, secretsStatus } from "./secrets/secrets.ts";

/** Every command of `npm run admin`, by its name of one or two words. */
export const commands: Readonly<Record<string, AdminCommand>> = {
  "migrate status": migrateStatus,
  "migrate apply": migrateApply,
  "migrate resolve": migrateResolve,
  "users verify": verifyUser,
  "users export": exportUser,
  "users erase": eraseUser,
  "reset-password": resetPassword,
  "reset-two-factor": resetTwoFactor,
  "set-up-code": printSetUpCode,
  "audit seal": auditSeal,
  "audit verify-file": auditVerifyFile,
  "secrets status": secretsStatus,
  "secrets rotate": secretsRotate,
  "secrets drop": secretsDrop,
  "secrets accept": secretsAccept,
};
