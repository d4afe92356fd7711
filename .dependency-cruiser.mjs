// The house's import rules (docs/architecture.md). scripts/import-rules.test.ts shows that each of them bites.

const pure = "^lib/(keys|rbac|limits|network|audit)/";
const product = "^(app|components|lib|server)/";
const tests = "\\.test\\.tsx?$|^(lib|sdk/src)/testing/|^e2e/|^scripts/|^bench/";
/** What a process that only serves the API must never load. */
const pageStack = "(^|/)node_modules/(next|react|react-dom|server-only)/";

/** @typedef {import("dependency-cruiser").IForbiddenRuleType} Rule */

/** @type {Rule[]} */
const sound = [
  {
    name: "no-cycles",
    comment: "A cycle makes one module of two.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-unresolved",
    comment: "Every import has to lead somewhere.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-test-code-in-the-product",
    comment: "What only tests use stays out of what users run.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { path: tests },
  },
  {
    name: "no-development-dependencies-in-the-product",
    comment: "They are there to build and test, and may be missing where the product runs.",
    severity: "error",
    from: { path: product, pathNot: tests },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
];

/** @type {Rule[]} */
const layers = [
  {
    name: "components-take-dtos",
    comment: "Components know schemas, the table of roles and each other; data comes to them as properties.",
    severity: "error",
    from: { path: "^components/", pathNot: tests },
    to: { path: "^(app|lib|server)/", pathNot: "^lib/(schemas|rbac)/" },
  },
  {
    name: "primitives-know-no-business",
    comment: "components/ui has no business nouns.",
    severity: "error",
    from: { path: "^components/ui/" },
    to: { path: "^(app|lib|server|components)/", pathNot: "^components/ui/" },
  },
  {
    name: "pages-read-through-queries",
    comment: "Pages reach data through lib/queries alone; the two mounts reach the API and next-auth.",
    severity: "error",
    from: { path: "^app/" },
    to: { path: "^(lib|server)/", pathNot: "^lib/(queries|schemas|auth|api)/|^lib/(runtime|errors)\\.ts$" },
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
    comment: "Queries read through services; they are no second API.",
    severity: "error",
    from: { path: "^lib/queries/" },
    to: { path: "^lib/(api|verification|jobs)/" },
  },
  {
    name: "services-know-no-adapter",
    comment: "Services are called by routes, pages and jobs, and know none of them.",
    severity: "error",
    from: { path: "^lib/services/", pathNot: tests },
    to: { path: "^lib/(api|queries|jobs|verification)/" },
  },
  {
    name: "verification-stands-alone",
    comment: "The hot path keeps working whatever the rest does.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "^lib/(api|queries|services|auth|jobs)/" },
  },
  {
    name: "sdk-stands-alone",
    comment: "It is used where the console's source is not, and brings no dependency.",
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
    name: "pure-folders-import-each-other-alone",
    comment: "Decisions are made from what is passed in.",
    severity: "error",
    from: { path: pure, pathNot: tests },
    to: { path: "^(app|components|lib|server)/", pathNot: [pure, "^lib/(ids|errors|actor)\\.ts$"] },
  },
  {
    name: "pure-folders-do-no-input-or-output",
    comment: "Of Node they may use what computes, of packages what parses.",
    severity: "error",
    from: { path: pure, pathNot: tests },
    to: {
      dependencyTypes: ["core", "npm"],
      pathNot: "^(node:)?(crypto|zlib)$|node_modules/(zod|ipaddr\\.js)/",
    },
  },
  {
    name: "schemas-run-anywhere",
    comment: "Forms, the API and the SDK share them: nothing of the server.",
    severity: "error",
    from: { path: "^lib/schemas/", pathNot: tests },
    to: {
      path: "^(app|components|server)/|^lib/(?!schemas/|keys/|rbac/|limits/|network/|audit/|errors\\.ts$|ids\\.ts$)",
    },
  },
  {
    name: "schemas-need-no-node",
    comment: "A browser has no node: modules.",
    severity: "error",
    from: { path: "^lib/schemas/", pathNot: tests },
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
    name: "links-are-our-own",
    comment: "components/ui/link.tsx shows that a page is on its way; Next's link alone does not.",
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
    comment: "A fault in sign-in must not reach verification.",
    severity: "error",
    from: { path: "^lib/verification/", pathNot: tests },
    to: { path: "(^|/)node_modules/next-auth/", reachable: true },
  },
  {
    name: "api-never-reaches-the-page-stack",
    comment: "With SERVE=api neither Next nor React is loaded, so a fault in them cannot reach verification.",
    severity: "error",
    from: { path: "^lib/(api|db|jobs|services|verification)/", pathNot: tests },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "verifier-never-reaches-the-page-stack",
    comment:
      "Next and React are for the pages process: what they need in memory and time is not the verifier's.",
    severity: "error",
    from: {
      path: "^server/(main|serve|create-runtime)\\.ts$|^server/(front|http|application)/",
      pathNot: tests,
    },
    to: { path: pageStack, reachable: true },
  },
  {
    name: "pages-process-never-reaches-the-engine",
    comment: "One process has the embedded database; whoever else needs it asks over its socket.",
    severity: "error",
    from: { path: "^server/pages/main\\.ts$" },
    to: { path: "^lib/db/embedded/|(^|/)node_modules/@electric-sql/pglite/", reachable: true },
  },
  {
    name: "server-loads-pages-on-demand",
    comment: "The server imports Next where it serves pages, and only then.",
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
