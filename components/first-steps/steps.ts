import type { LanguageTab } from "#components/code/language-tabs.tsx";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** How far a team is with its first keys, and what the viewer can do about it. */
export interface FirstStepsData {
  canGenerate: boolean;
  canInvite: boolean;
  /** Whether the team has an active key. */
  hasKey: boolean;
  hasUsedKey: boolean;
  hasProductionKey: boolean;
  hasSecondMember: boolean;
  /** The newest active key while the team waits for its first request. */
  newestKey: NewestKey | null;
  /** Null if the team has no such environment. `neededRole` is null if the viewer can generate keys in it. */
  production: { slug: string; label: string; neededRole: Role | null } | null;
  /** Whether the team created its first key in the last days, or has none yet. */
  isNew: boolean;
}

export interface NewestKey {
  id: string;
  name: string;
  hint: string;
  /** The label of its environment. */
  environment: string;
  createdAt: string;
  expiresAt: string | null;
}

export interface FirstStepsProps {
  data: FirstStepsData;
  team: { id: string; slug: string };
  userId: string;
  /** Code that reads the key from the environment. */
  samples: readonly LanguageTab[];
  /** Whether a dialog covers the steps, which then don't wait for a request: the dialog may. */
  isCovered?: boolean;
  /** Opens the form for a new key, in an environment if one is given. Undefined: links to the form. */
  onGenerate?: (environment?: string) => void;
}

type StepName = "generate" | "request" | "production" | "invite";

export interface Step {
  name: StepName;
  isDone: boolean;
  /** Whether it can be done now: the first two in their order, the others once a request has arrived. */
  isOpen: boolean;
}

/** The steps, in order. */
export function listSteps(data: FirstStepsData): Step[] {
  const { hasKey, hasUsedKey, hasProductionKey, hasSecondMember, production } = data;
  const generate = {
    name: "generate",
    isDone: hasKey || hasUsedKey,
    isOpen: !(hasKey || hasUsedKey),
  } as const;
  const request = { name: "request", isDone: hasUsedKey, isOpen: generate.isDone && !hasUsedKey } as const;
  const next = [
    ...(production === null ? [] : [{ name: "production", isDone: hasProductionKey } as const]),
    { name: "invite", isDone: hasSecondMember } as const,
  ];
  return [generate, request, ...next.map((step) => ({ ...step, isOpen: hasUsedKey && !step.isDone }))];
}

/** A team with more keys than this knows how to generate one. */
const maxKeys = 3;

/**
 * Whether the list of keys shows the steps: to people who can generate keys, until a request has arrived, and in the first
 * days until nothing is left to do.
 */
export function isGuideShown(data: FirstStepsData, keyCount: number, isSkipped: boolean): boolean {
  if (!data.canGenerate || isSkipped || keyCount > maxKeys) return false;
  return !data.hasUsedKey || (data.isNew && listSteps(data).some(({ isDone }) => !isDone));
}
