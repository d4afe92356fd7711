import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";

/**
 * @param {string} phase
 * @returns {import("next").NextConfig}
 */
const configure = (phase) => ({
  // What ends in `.gallery.tsx` is a page in development alone: a build has neither its route nor its code.
  pageExtensions: ["tsx", "ts", ...(phase === PHASE_DEVELOPMENT_SERVER ? ["gallery.tsx"] : [])],
  // It would lie over the page's own corner.
  devIndicators: false,
  // `npm start` serves each build from a folder of its own (scripts/launch/build.mjs).
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  // The same for the same sources, so that instances and archives agree. Null: Next makes one up.
  generateBuildId: () => process.env.BYTEENGINE_BUILD_ID ?? null,
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm test`; a start should not pay for them again.
  typescript: { ignoreBuildErrors: true },
  // No image optimizer: it has been an attack surface, and we ship only SVG and small PNG files.
  images: { unoptimized: true },
  // Pages and scripts leave with a fifth of their bytes. Secrets travel in the API's answers alone, which nothing compresses: their
  // length would tell of them (BREACH).
  compress: true,
  turbopack: {
    rules: {
      "**/next/dist/{build,client,lib,server,shared}/**/*.js": {
        condition: { all: ["browser", "production"] },
        loaders: ["./scripts/build/take-es-module.mjs"],
      },
    },
  },
  serverExternalPackages: ["pg", "pino", "@prisma/client", "@electric-sql/pglite"],
});

export default configure;
