/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm test`; a start should not pay for them again.
  typescript: { ignoreBuildErrors: true },
  // No image optimiser: it has been an attack surface, and we ship only SVG and small PNG files.
  images: { unoptimized: true },
  // The server compresses nothing either: a proxy in front does it better.
  compress: false,
  serverExternalPackages: ["pg", "pino", "@prisma/client", "@electric-sql/pglite"],
};

export default config;
