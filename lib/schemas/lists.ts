import { z } from "zod";

const defaultPageSize = 50;
const largestPageSize = 100;

/** Query parameters are text. */
const pageSize = z
  .string()
  .regex(/^\d{1,3}$/, "Must be a whole number")
  .transform(Number)
  .refine((value) => value >= 1 && value <= largestPageSize, `Must be from 1 to ${largestPageSize}`);

const documentedPageSize = {
  type: "integer",
  format: "int32",
  minimum: 1,
  maximum: largestPageSize,
} as const;

/** What every list takes in its query. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    // A name of 100 characters of four bytes makes one of 620.
    .max(2_000)
    .meta({ override: { pattern: "^[A-Za-z0-9_-]+$" } })
    .optional()
    .meta({ description: "The page before's `nextCursor`; of the same filter and order" }),
  limit: pageSize.default(defaultPageSize).meta({
    description: "How many to answer with",
    // What a caller writes is a number, as text though it arrives.
    override: { ...documentedPageSize, pattern: undefined },
  }),
};

/** A page of a list: `nextCursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}
