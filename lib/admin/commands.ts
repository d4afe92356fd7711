import { printSetUpCode, resetPassword, resetTwoFactor, verifyUser } from "./accounts/accounts.ts";
import { backup, restore } from "./backup/backup.ts";
import type { AdminCommand } from "./command/admin-command.ts";
import { migrateApply, migrateResolve, migrateStatus } from "./migrations/migrate.ts";

/** Every command of `npm run admin`, by its name of one or two words. */
export const commands: Readonly<Record<string, AdminCommand>> = {
  "migrate status": migrateStatus,
  "migrate apply": migrateApply,
  "migrate resolve": migrateResolve,
  "users verify": verifyUser,
  backup,
  restore,
  "reset-password": resetPassword,
  "reset-two-factor": resetTwoFactor,
  "set-up-code": printSetUpCode,
};
