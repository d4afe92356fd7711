/** What the console knows about an issuer of identity tokens (ADR 0044). */
export interface IssuerPreset {
  name: string;
  /** The `iss` of its tokens. Null: each installation has its own. */
  issuer: string | null;
  /**
   * Claims that name a machine for good: each rule contains one of them. Names of projects and repositories can be taken by
   * others after a change.
   */
  identifying: readonly string[];
  /** Claims that restrict a rule further, for the form. */
  restricting: readonly string[];
  /** Whether each use can have a token of its own, so that one that comes again counts as a copy. */
  hasOneTokenPerUse: boolean;
}

export const issuerPresets = {
  github: {
    name: "GitHub Actions",
    issuer: "https://token.actions.githubusercontent.com",
    identifying: ["repository_id"],
    restricting: ["ref", "environment", "event_name", "job_workflow_ref", "runner_environment"],
    hasOneTokenPerUse: true,
  },
  gitlab: {
    name: "GitLab CI/CD",
    issuer: "https://gitlab.com",
    identifying: ["project_id"],
    restricting: ["ref", "ref_type", "ref_protected", "environment", "pipeline_source"],
    hasOneTokenPerUse: true,
  },
  kubernetes: {
    name: "Kubernetes",
    issuer: null,
    identifying: ["sub", "/kubernetes.io/serviceaccount/uid"],
    restricting: ["/kubernetes.io/namespace", "/kubernetes.io/serviceaccount/name"],
    hasOneTokenPerUse: false,
  },
  google: {
    name: "Google Cloud",
    issuer: "https://accounts.google.com",
    identifying: ["sub"],
    restricting: ["email", "email_verified"],
    hasOneTokenPerUse: false,
  },
  custom: {
    name: "Another issuer",
    issuer: null,
    identifying: ["sub"],
    restricting: [],
    hasOneTokenPerUse: false,
  },
} as const satisfies Record<string, IssuerPreset>;

export type IssuerPresetName = keyof typeof issuerPresets;

export const issuerPresetNames = [
  "github",
  "gitlab",
  "kubernetes",
  "google",
  "custom",
] as const satisfies readonly IssuerPresetName[];

/**
 * The preset of a public service. With another one, rules about the service's tokens would not need the claims that name its
 * machines for good. Null: the issuer is not one of these services.
 */
export function findPublicPreset(issuer: string): IssuerPresetName | null {
  const host = URL.parse(issuer)?.hostname;
  const isThere = (address: string | null) => address !== null && URL.parse(address)?.hostname === host;
  return issuerPresetNames.find((name) => isThere(issuerPresets[name].issuer)) ?? null;
}

export function isIssuerPreset(text: string): text is IssuerPresetName {
  return issuerPresetNames.some((name) => name === text);
}
