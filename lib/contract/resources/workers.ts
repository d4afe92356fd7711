import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { descriptionText, instructionsText, nameText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";

const workerStatuses = ["active", "paused"] as const;

const changeable = {
  name: nameText.meta({ description: "The name that lists show.", example: "Discharge summaries" }),
  description: descriptionText.meta({
    description: "What the worker is for.",
    example: "Drafts summaries for review",
  }),
  instructions: instructionsText.meta({
    description: "What the worker should do.",
    example: "Summarize the encounter in plain words. List every medication.",
  }),
  status: z
    .enum(workerStatuses, `Must be one of ${workerStatuses.join(", ")}`)
    .describe("`paused` tells your applications to leave the worker out."),
};

export const createWorkerSchema = z
  .object({
    name: nameText.describe("The name that lists show."),
    environment: environmentSlug.describe("The environment of the worker. It never changes."),
    description: descriptionText
      .default("")
      .meta({ description: "What the worker is for.", example: "Drafts summaries for review" }),
    instructions: instructionsText.default("").describe("What the worker should do."),
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
  .object({
    ...pageQuery,
    environment: environmentSlug
      .optional()
      .meta({ description: "Lists only workers of this environment.", example: "production" }),
    status: changeable.status
      .optional()
      .meta({ description: "Lists only workers with this status.", example: "active" }),
  })
  .strict();

export type ListWorkersQuery = z.infer<typeof listWorkersQuery>;

export const workerSchema = z.object({
  id: z.string().describe("The ID of the worker."),
  teamId: z.string().describe("The ID of the team."),
  name: z.string().describe("The name that lists show."),
  description: z.string().describe("What the worker is for."),
  instructions: z.string().describe("What the worker should do."),
  status: z.enum(workerStatuses).describe("`paused` tells your applications to leave the worker out."),
  environment: z.string().describe("The environment of the worker."),
  createdAt: z.iso.datetime().describe("When the worker was created."),
  updatedAt: z.iso.datetime().describe("When the worker was last changed."),
});

export type WorkerDto = z.infer<typeof workerSchema>;

export const workerPageSchema = pageOf(workerSchema);
