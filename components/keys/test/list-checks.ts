import { type VerifyAnswer, verifyAnswerSchema } from "#lib/contract/keys/verify.ts";

/** The checks of a verification in order, named by the code that is returned when they fail. */
export const checks = verifyAnswerSchema.shape.code.options.filter((code) => code !== "VALID");

export type Check = (typeof checks)[number];

export type CheckVerdict = "passed" | "failed" | "not_checked" | "not_reached";

/** The optional checks that were requested. */
export interface RequestedChecks {
  permission: boolean;
  environment: boolean;
}

function isRequested(check: Check, requested: RequestedChecks): boolean {
  if (check === "ENVIRONMENT_MISMATCH") return requested.environment;
  if (check === "INSUFFICIENT_PERMISSIONS") return requested.permission;
  return true;
}

/** The result of each check. Those before the failing one passed, and those after it were not reached. */
export function listChecks(
  code: VerifyAnswer["code"],
  requested: RequestedChecks,
): { check: Check; verdict: CheckVerdict }[] {
  const failing = code === "VALID" ? checks.length : checks.indexOf(code);
  return checks.map((check, index) => {
    if (index === failing) return { check, verdict: "failed" };
    if (index > failing) return { check, verdict: "not_reached" };
    return { check, verdict: isRequested(check, requested) ? "passed" : "not_checked" };
  });
}
