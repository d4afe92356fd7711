// Import rules, explained in docs/architecture.md. scripts/import-rules.test.ts shows that each rule can fail.

const product = "^(app|components|lib|server)/";
const tests = "\\.test\\.tsx?$|^sdk/src/testing/|^e2e/|^scripts/|^bench/";
/** What a process that only serves the API must never load. */
const pageStack = "(^|/)node_modules/(next|react|react-dom|server-only)/";

/** @typedef {import("dependency-cruiser").IForbiddenRuleType} Rule */

/** @type {Rule[]} */
const sound = [
  {
    name: "no-cycles",
    comment:
      "Two modules that import each other are really one. Cycles between folders: scripts/layout.test.ts.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-unresolved",
    comment: "Every import must resolve.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-test-code-in-the-product",
    comment: "Code that only tests use is not shipped.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { path: tests },
  },
  {
    name: "no-development-dependencies-in-the-product",
    comment: "Development dependencies may be missing where the product runs.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
];

/** @type {Rule[]} */
const layers = [
  {
    name: "components-take-dtos",
    comment:
      "Components import the contract, the role table, how scopes, counts and request ids are written, what rules of apps need, what an app asks a person, and each other; pages pass data as props.",
    severity: "error",
    from: { path: "^components/", pathNot: tests },
    to: {
      path: "^(app|lib|server)/",
      pathNot:
        "^lib/(contract|domain/rbac)/|^lib/domain/(common/(count-of|durations|request-id)|apps/(scopes|smart-scope|private-key)|federation/(presets|rule-problem)|launch/authorization)\\.ts$",
    },
  },
  {
    name: "ui-has-no-business-terms",
    comment: "components/ui is the design system: no product terms, no data.",
    severity: "error",
    from: { path: "^components/ui/" },
    to: { path: "^(app|lib|server|components)/", pathNot: "^components/ui/" },
  },
  {
    name: "pages-read-through-queries",
    comment: "Pages read data only through lib/queries; the two mounts import the API and next-auth.",
    severity: "error",
    from: { path: "^app/" },
    to: {
      path: "^(lib|server)/",
      pathNot:
        "^lib/(queries|contract|auth|api|scim)/|^lib/platform/runtime/runtime\\.ts$|^lib/domain/common/errors\\.ts$",
    },
  },
  {
    name: "lib-knows-no-transport",
    comment: "lib is below the routes, the components and the server.",
    severity: "error",
    from: { path: "^lib/", pathNot: tests },
    to: { path: "^(app|components|server)/" },
  },
  {
    name: "queries-only-read",
    comment: "Queries read through services. They are not a second API.",
    severity: "error",
    from: { path: "^lib/queries/" },
    to: { path: "^lib/(api|verification|jobs)/" },
  },
  {
    name: "services-know-no-adapter",
    comment: "Routes, pages and jobs call services, never the other way round.",
    severity: "error",
    from: { path: "^lib/services/", pathNot: tests },
    to: { path: "^lib/(api|queries|jobs|verification|backup|admin|fhir-gateway)/" },
  },
  {
    name: "backups-stand-on-services",
    comment: "Backups know tables and the services that check them, and nothing that answers requests.",
    severity: "error",
    from: { path: "^lib/backup/", pathNot: tests },
    to: { path: "^lib/(api|queries|jobs|verification|admin|auth)/" },
  },
  {
    name: "verification-stands-alone",
    comment: "Verification keeps working when anything else fails.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "^lib/(api|queries|services|auth|jobs)/" },
  },
  {
    name: "sdk-stands-alone",
    comment: "The SDK is used without the console's source and has no dependencies.",
    severity: "error",
    from: { path: "^sdk/", pathNot: tests },
    to: { pathNot: "^sdk/" },
  },
  {
    name: "platform-is-below-services",
    comment: "The platform runs the product and does not know what it stores.",
    severity: "error",
    from: { path: "^lib/platform/", pathNot: tests },
    to: { path: "^lib/(api|queries|services|auth|jobs)/" },
  },
  {
    name: "database-is-below-verification",
    comment: "lib/platform/db knows the engine, not what is stored in it.",
    severity: "error",
    from: { path: "^lib/platform/db/", pathNot: tests },
    to: { path: "^lib/verification/" },
  },
];

/** @type {Rule[]} */
const purity = [
  {
    name: "domain-imports-only-domain",
    comment: "Decisions depend only on their parameters.",
    severity: "error",
    from: { path: "^lib/domain/", pathNot: tests },
    to: { path: "^(app|components|lib|server)/", pathNot: "^lib/domain/" },
  },
  {
    name: "domain-does-no-input-or-output",
    comment: "Domain code may use Node modules that compute and packages that parse.",
    severity: "error",
    from: { path: "^lib/domain/", pathNot: tests },
    to: {
      dependencyTypes: ["core", "npm"],
      pathNot: "^(node:)?(crypto|zlib)$|node_modules/(zod|ipaddr\\.js)/",
    },
  },
  {
    name: "contract-runs-anywhere",
    comment: "Forms, the API and the SDK share the contract, so it contains no server code.",
    severity: "error",
    from: { path: "^lib/contract/", pathNot: tests },
    to: { path: "^(app|components|server)/|^lib/(?!contract/|domain/)" },
  },
  {
    name: "contract-needs-no-node",
    comment: "Browsers have no node: modules.",
    severity: "error",
    from: { path: "^lib/contract/", pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
];

/** @type {Rule[]} */
const confinement = [
  {
    name: "next-auth-lives-in-lib-auth",
    comment: "A change of sign-in library touches one folder.",
    severity: "error",
    from: { pathNot: "^lib/auth/|^app/api/auth/" },
    to: { path: "(^|/)node_modules/next-auth/" },
  },
  {
    name: "oidc-provider-lives-in-lib-oauth",
    comment: "A change of the authorization server's library touches one folder.",
    severity: "error",
    from: { pathNot: `^lib/oauth/|${tests}` },
    to: { path: "(^|/)node_modules/oidc-provider/" },
  },
  {
    name: "oauth-is-loaded-on-demand",
    comment: "Processes that only verify never load the authorization server (ADR 0042).",
    severity: "error",
    from: { pathNot: `^lib/oauth/|${tests}` },
    to: { path: "^lib/oauth/", dependencyTypesNot: ["dynamic-import", "type-only"] },
  },
  {
    name: "fhir-gateway-is-loaded-on-demand",
    comment: "Processes that only verify never load the FHIR gateway (ADR 0043).",
    severity: "error",
    from: { pathNot: `^lib/fhir-gateway/|${tests}` },
    to: { path: "^lib/fhir-gateway/", dependencyTypesNot: ["dynamic-import", "type-only"] },
  },
  {
    name: "links-are-our-own",
    comment: "components/ui/link.tsx shows that a page is loading; Next's link does not.",
    severity: "error",
    from: { pathNot: "^components/ui/link\\.tsx$" },
    to: { path: "(^|/)node_modules/next/link\\.js$" },
  },
  {
    name: "server-only-where-pages-read",
    comment: "server-only throws in plain Node, where everything else also runs.",
    severity: "error",
    from: { pathNot: "^lib/(queries|auth)/" },
    to: { path: "(^|/)node_modules/server-only/" },
  },
  {
    name: "verification-never-reaches-sign-in",
    comment: "A fault in sign-in must not affect verification.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "(^|/)node_modules/next-auth/", reachable: true },
  },
  {
    name: "api-never-reaches-the-page-stack",
    comment:
      "With SERVE=api neither Next nor React is loaded, so a fault in them cannot affect verification.",
    severity: "error",
    from: { path: "^lib/(api|fhir-gateway|platform|jobs|services|verification)/", pathNot: tests },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "verifier-never-reaches-the-page-stack",
    comment: "Next and React run in the pages process; the verifier spends no memory or time on them.",
    severity: "error",
    from: {
      path: "^server/(main|serve)\\.ts$|^server/runtime/create-runtime\\.ts$|^server/(front|http|application)/",
      pathNot: tests,
    },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "pages-process-never-reaches-the-engine",
    comment: "Only the verifier opens the embedded database; other processes connect to its socket.",
    severity: "error",
    from: { path: "^server/pages/main\\.ts$" },
    to: {
      path: "^lib/platform/db/embedded/|(^|/)node_modules/@electric-sql/pglite/",
      reachable: true,
    },
  },
  {
    name: "server-loads-pages-on-demand",
    comment: "The server imports Next only where and when it serves pages.",
    severity: "error",
    from: { path: "^server/", pathNot: tests },
    to: { path: pageStack, dependencyTypesNot: ["dynamic-import", "type-only"] },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...sound, ...layers, ...purity, ...confinement],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: "^(\\.next|sdk/dist/|node_modules/\\.|lib/platform/db/generated/|docs/|bench/peers/|prisma/|coverage/|test-results/)",
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["main", "types"],
    },
  },
};
