import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { descriptionText, instructionsText, nameText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";

const workerStatuses = ["active", "paused"] as const;

const changeable = {
  name: nameText,
  description: descriptionText,
  instructions: instructionsText,
  status: z.enum(workerStatuses, `Must be one of ${workerStatuses.join(", ")}`),
};

export const createWorkerSchema = z
  .object({
    name: nameText,
    environment: environmentSlug,
    description: descriptionText.default(""),
    instructions: instructionsText.default(""),
  })
  .strict();

export type CreateWorkerInput = z.infer<typeof createWorkerSchema>;

export const updateWorkerSchema = z
  .object(changeable)
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateWorkerInput = z.infer<typeof updateWorkerSchema>;

export const listWorkersQuery = z
  .object({ ...pageQuery, environment: environmentSlug.optional(), status: changeable.status.optional() })
  .strict();

export type ListWorkersQuery = z.infer<typeof listWorkersQuery>;

export const workerSchema = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  description: z.string(),
  instructions: z.string(),
  status: z.enum(workerStatuses),
  environment: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type WorkerDto = z.infer<typeof workerSchema>;

export const workerPageSchema = pageOf(workerSchema);
