import { z } from "zod";

/** An environment's name in keys, rules and addresses; it never changes. */
export const environmentSlug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "Must be the short name of an environment, such as production");

/** One of a team's environments, as lists and forms show it. */
const environmentSchema = z.object({
  id: z.string(),
  slug: z.string(),
  label: z.string(),
  color: z.string(),
  position: z.int(),
});

export type EnvironmentDto = z.infer<typeof environmentSchema>;
