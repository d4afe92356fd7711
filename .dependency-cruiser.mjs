// The project's import rules (docs/architecture.md). scripts/import-rules.test.ts shows that each of them
// works.

const pure = "^lib/(keys|rbac|limits|network|audit)/";
const product = "^(app|components|lib|server)/";
const tests = "\\.test\\.tsx?$|^(lib|sdk/src)/testing/|^e2e/|^scripts/|^bench/";
/** What a process that serves only the API must never load. */
const pageStack = "(^|/)node_modules/(next|react|react-dom|server-only)/";

/** @typedef {import("dependency-cruiser").IForbiddenRuleType} Rule */

/** @type {Rule[]} */
const sound = [
  {
    name: "no-cycles",
    comment: "A cycle turns two modules into one.",
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
    comment: "Code used only by tests must not be part of the product.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { path: tests },
  },
  {
    name: "no-development-dependencies-in-the-product",
    comment: "They are for building and testing, and may be missing where the product runs.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
];

/** @type {Rule[]} */
const layers = [
  {
    name: "components-receive-data-as-properties",
    comment: "Components use schemas, the table of roles and each other; they receive data as properties.",
    severity: "error",
    from: { path: "^components/", pathNot: tests },
    to: { path: "^(app|lib|server)/", pathNot: "^lib/(schemas|rbac)/" },
  },
  {
    name: "primitives-have-no-business-terms",
    comment: "components/ui has no business terms.",
    severity: "error",
    from: { path: "^components/ui/" },
    to: { path: "^(app|lib|server|components)/", pathNot: "^components/ui/" },
  },
  {
    name: "pages-read-through-queries",
    comment: "Pages read data only through lib/queries; the two mounts use the API and next-auth.",
    severity: "error",
    from: { path: "^app/" },
    to: { path: "^(lib|server)/", pathNot: "^lib/(queries|schemas|auth|api)/|^lib/(runtime|errors)\\.ts$" },
  },
  {
    name: "lib-is-below-transports",
    comment: "lib is below the routes, the components and the server.",
    severity: "error",
    from: { path: "^lib/", pathNot: tests },
    to: { path: "^(app|components|server)/" },
  },
  {
    name: "queries-only-read",
    comment: "Queries read through services; they are not a second API.",
    severity: "error",
    from: { path: "^lib/queries/" },
    to: { path: "^lib/(api|verification|jobs)/" },
  },
  {
    name: "services-do-not-import-adapters",
    comment: "Services are called by routes, pages and jobs, and must not depend on them.",
    severity: "error",
    from: { path: "^lib/services/", pathNot: tests },
    to: { path: "^lib/(api|queries|jobs|verification)/" },
  },
  {
    name: "verification-is-independent",
    comment: "Verification must keep working even if everything else fails.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "^lib/(api|queries|services|auth|jobs)/" },
  },
  {
    name: "sdk-is-independent",
    comment: "It is used without the console's source, and has no dependencies.",
    severity: "error",
    from: { path: "^sdk/", pathNot: tests },
    to: { pathNot: "^sdk/" },
  },
  {
    name: "database-is-below-everything",
    comment: "lib/db knows the engine, not what is stored.",
    severity: "error",
    from: { path: "^lib/db/", pathNot: tests },
    to: { path: "^lib/(api|queries|services|auth|jobs|verification)/" },
  },
];

/** @type {Rule[]} */
const purity = [
  {
    name: "pure-folders-import-only-each-other",
    comment: "Decisions depend only on what is passed in.",
    severity: "error",
    from: { path: pure, pathNot: tests },
    to: { path: "^(app|components|lib|server)/", pathNot: [pure, "^lib/(ids|errors|actor)\\.ts$"] },
  },
  {
    name: "pure-folders-do-no-input-or-output",
    comment: "They may use Node modules that compute and packages that parse.",
    severity: "error",
    from: { path: pure, pathNot: tests },
    to: {
      dependencyTypes: ["core", "npm"],
      pathNot: "^(node:)?(crypto|zlib)$|node_modules/(zod|ipaddr\\.js)/",
    },
  },
  {
    name: "schemas-run-anywhere",
    comment: "Forms, the API and the SDK share them, so they must not use server code.",
    severity: "error",
    from: { path: "^lib/schemas/", pathNot: tests },
    to: {
      path: "^(app|components|server)/|^lib/(?!schemas/|keys/|rbac/|limits/|network/|audit/|errors\\.ts$|ids\\.ts$)",
    },
  },
  {
    name: "schemas-need-no-node",
    comment: "Browsers have no node: modules.",
    severity: "error",
    from: { path: "^lib/schemas/", pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
];

/** @type {Rule[]} */
const confinement = [
  {
    name: "next-auth-only-in-lib-auth",
    comment: "Changing the sign-in library must affect only one folder.",
    severity: "error",
    from: { pathNot: "^lib/auth/|^app/api/auth/" },
    to: { path: "(^|/)node_modules/next-auth/" },
  },
  {
    name: "links-use-our-component",
    comment: "components/ui/link.tsx shows that a page is loading; Next's link does not.",
    severity: "error",
    from: { pathNot: "^components/ui/link\\.tsx$" },
    to: { path: "(^|/)node_modules/next/link\\.js$" },
  },
  {
    name: "server-only-where-pages-read",
    comment: "server-only throws in plain Node, where everything else runs too.",
    severity: "error",
    from: { pathNot: "^lib/(queries|auth)/" },
    to: { path: "(^|/)node_modules/server-only/" },
  },
  {
    name: "verification-never-reaches-sign-in",
    comment: "A failure in sign-in must not affect verification.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "(^|/)node_modules/next-auth/", reachable: true },
  },
  {
    name: "api-never-reaches-the-page-stack",
    comment:
      "With SERVE=api neither Next nor React is loaded, so that a failure in them cannot affect verification.",
    severity: "error",
    from: { path: "^lib/(api|db|jobs|services|verification)/", pathNot: tests },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "verifier-never-reaches-the-page-stack",
    comment: "Next and React are for the pages process; the verifier must not spend memory and time on them.",
    severity: "error",
    from: {
      path: "^server/(main|serve|create-runtime)\\.ts$|^server/(front|http|application)/",
      pathNot: tests,
    },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "pages-process-never-reaches-the-engine",
    comment: "Only one process opens the embedded database; others connect to its socket.",
    severity: "error",
    from: { path: "^server/pages/main\\.ts$" },
    to: { path: "^lib/db/embedded/|(^|/)node_modules/@electric-sql/pglite/", reachable: true },
  },
  {
    name: "server-loads-pages-on-demand",
    comment: "The server imports Next only where it serves pages.",
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
      path: "^(\\.next|sdk/dist/|node_modules/\\.|lib/db/generated/|docs/|bench/peers/|prisma/|coverage/|test-results/)",
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["main", "types"],
    },
  },
};
