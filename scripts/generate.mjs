// `npm run db:generate`: the database client of prisma/schema.prisma, after a change to it.
import { prepareCheckout } from "./launch/prepare.mjs";
import { runLauncher } from "./launch/run-launcher.mjs";

await runLauncher(async (signal) => {
  await prepareCheckout({ needsBuild: false, signal });
  return 0;
});
