import { z } from "zod";

/** A time with an offset, limited to the years that every database can store. */
export const momentText = z.iso
  .datetime({ offset: true, message: "Must be a time such as 2030-01-31T12:00:00Z" })
  .max(40)
  .transform((text) => new Date(text))
  .refine((moment) => moment.getUTCFullYear() < 10_000 && moment.getUTCFullYear() > 1969, "Is out of range");
