import { type VerifyAnswer, verifyAnswerSchema } from "#lib/schemas/verify.ts";

/** What verification looks at, in its order; each is named by the answer that its failing gives. */
export const checks = verifyAnswerSchema.shape.code.options.filter((code) => code !== "VALID");

export type Check = (typeof checks)[number];

export type CheckVerdict = "passed" | "failed" | "not_asked" | "not_reached";

/** What was asked beside the key. */
export interface AskedChecks {
  permission: boolean;
  environment: boolean;
}

function isAsked(check: Check, asked: AskedChecks): boolean {
  if (check === "ENVIRONMENT_MISMATCH") return asked.environment;
  if (check === "INSUFFICIENT_PERMISSIONS") return asked.permission;
  return true;
}

/** How each check went: those before the one that refused have passed, and those after it were not reached. */
export function listChecks(
  code: VerifyAnswer["code"],
  asked: AskedChecks,
): { check: Check; verdict: CheckVerdict }[] {
  const failing = code === "VALID" ? checks.length : checks.indexOf(code);
  return checks.map((check, index) => {
    if (index === failing) return { check, verdict: "failed" };
    if (index > failing) return { check, verdict: "not_reached" };
    return { check, verdict: isAsked(check, asked) ? "passed" : "not_asked" };
  });
}
