import { z } from "zod";

const defaultPageSize = 50;
const maxPageSize = 100;

/** Query parameters arrive as text. */
const pageSize = z
  .string()
  .regex(/^\d{1,3}$/, "Must be a whole number")
  .transform(Number)
  .refine((value) => value >= 1 && value <= maxPageSize, `Must be from 1 to ${maxPageSize}`);

const documentedPageSize = {
  type: "integer",
  format: "int32",
  minimum: 1,
  maximum: maxPageSize,
} as const;

/** The query parameters of every list. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    // A name of 100 four-byte characters results in a cursor of 620 characters.
    .max(2_000)
    .meta({ override: { pattern: "^[A-Za-z0-9_-]+$" } })
    .optional()
    .meta({
      description: "The `nextCursor` of the previous page, for the same filters and sort order.",
      example: "eyJpZCI6ImtleV8wMW04NGcifQ",
    }),
  limit: pageSize.default(defaultPageSize).meta({
    description: "The maximum number of items to return.",
    example: defaultPageSize,
    // Documented as a number, which is what callers write, although it arrives as text.
    override: { ...documentedPageSize, pattern: undefined },
  }),
};

/** A page of a list. `nextCursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item).describe("The objects on this page."),
    nextCursor: z.string().nullable().meta({
      description: "The `cursor` of the next page. Null on the last page.",
      example: "eyJpZCI6ImtleV8wMW04NGcifQ",
    }),
  });
}

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}
