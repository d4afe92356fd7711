// `npm run db:generate`: generates the database client from prisma/schema.prisma. Run it after changing the
// schema.
import { prepareCheckout } from "./launch/prepare.mjs";
import { runLauncher } from "./launch/run/run-launcher.mjs";

await runLauncher(async (signal) => {
  await prepareCheckout({ needsBuild: false, signal });
  return 0;
});
