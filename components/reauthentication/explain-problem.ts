import { askAgainTexts } from "./texts.ts";

const { problems } = askAgainTexts;

/** Why a sign-in at the provider didn't count. */
export function explainProblem(problem: string): string {
  return Object.entries(problems).find(([name]) => name === problem)?.[1] ?? problems.failed;
}
