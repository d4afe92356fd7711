import { z } from "zod";

const defaultPageSize = 50;
const largestPageSize = 100;

/** Query parameters are text. */
const pageSize = z
  .string()
  .regex(/^\d{1,3}$/, "Must be a whole number")
  .transform(Number)
  .refine((value) => value >= 1 && value <= largestPageSize, `Must be from 1 to ${largestPageSize}`);

/** What every list takes in its query. */
export const pageQuery = {
  cursor: z.string().min(1).max(600).optional(),
  limit: pageSize.default(defaultPageSize),
};

/** A page of a list: `nextCursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}
