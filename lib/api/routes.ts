import type { Route } from "./define-route.ts";
import { createDocumentRoute } from "./routes/document.ts";
import { fhirServerRoutes } from "./routes/fhir-servers.ts";
import { keyRoutes } from "./routes/keys.ts";
import { meRoutes } from "./routes/me.ts";
import { userRoutes } from "./routes/users.ts";
import { verifyRoutes } from "./routes/verify.ts";
import { workerRoutes } from "./routes/workers.ts";

/** Every route of the API but the proxies' /auth, which the listener answers itself (ADR 0004). */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...meRoutes,
  // Before /keys/{id}: fixed names win over parameters.
  ...verifyRoutes,
  ...keyRoutes,
  ...fhirServerRoutes,
  ...workerRoutes,
  createDocumentRoute(() => routes),
];
