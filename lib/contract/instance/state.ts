import { z } from "zod";

const settingSchema = z.object({
  name: z.string().describe("The name of the environment variable."),
  value: z.string().nullable().describe("The value. Null for secrets, and if nothing is set."),
  isSecret: z.boolean().describe("Whether the value is never shown."),
  source: z
    .enum(["environment", "file", "data_directory", "default", "not_set"])
    .describe(
      "Where the value comes from. `file`: a secret in the file that NAME_FILE names. `data_directory`: a secret that the console created in its data directory.",
    ),
});

export const settingListSchema = z.object({
  data: z.array(settingSchema).describe("Every setting."),
  providers: z
    .array(
      z.object({
        id: z.string().describe("The ID of the provider."),
        label: z.string().describe("The name on the sign-in page."),
      }),
    )
    .describe("The providers people can sign in with."),
  nextCursor: z.null().describe("Always null: all settings are on one page."),
});

export type SettingListDto = z.infer<typeof settingListSchema>;

export const instanceHealthSchema = z.object({
  version: z.string().describe("The version of this console."),
  commit: z.string().nullable().describe("The commit it was built from. Null if it isn't known."),
  commitDate: z.iso.datetime().nullable().describe("When this commit was made. Null if it isn't known."),
  node: z.string().describe("The version of Node."),
  startedAt: z.iso.datetime().describe("When the process that answered started."),
  serve: z.enum(["all", "console", "api"]).describe("What this instance serves."),
  verifyThreads: z.int().describe("The number of threads that verify keys."),
  instances: z.int().describe("The number of instances that share the load, as set."),
  database: z
    .object({
      kind: z.enum(["embedded", "server"]).describe("The embedded database, or a PostgreSQL server."),
      version: z.string().describe("The version of the database."),
      sizeBytes: z.int().describe("The size of the database, in bytes."),
      migrations: z
        .enum(["current", "behind", "ahead"])
        .describe("`ahead`: a newer version has changed the database, which this one can use."),
    })
    .describe("The database."),
  redis: z.enum(["not_set", "reachable", "unreachable"]).describe("Whether Redis answers."),
  disk: z
    .object({
      freeBytes: z.int().describe("The free space, in bytes."),
      totalBytes: z.int().describe("The size of the disk, in bytes."),
    })
    .nullable()
    .describe("The disk of the data directory. Null if it can't be read."),
  backups: z
    .object({
      everyHours: z.int().nullable().describe("How often the console writes a backup. Null: it writes none."),
      lastSuccessAt: z.iso
        .datetime()
        .nullable()
        .describe("When the last backup began. Null: there was none."),
      lastSizeBytes: z.int().nullable().describe("The size of that backup, in bytes."),
      lastError: z.string().nullable().describe("Why the last attempt failed. Null: it didn't fail."),
      isLate: z
        .boolean()
        .describe("Whether the last backup is older than twice the interval, or the first one failed."),
    })
    .describe("The backups that the console writes by itself."),
});

export type InstanceHealthDto = z.infer<typeof instanceHealthSchema>;

const checkSchema = z.object({
  name: z.string().describe("What was checked."),
  state: z
    .enum(["ok", "warning", "problem", "unknown"])
    .describe(
      "`problem`: something doesn't work. `unknown`: it couldn't be found out, or only you can know it.",
    ),
  text: z.string().describe("What was found, and what to do about it."),
});

export const checkListSchema = z.object({
  data: z.array(checkSchema).describe("The checks, in the order in which problems are best fixed."),
  nextCursor: z.null().describe("Always null: all checks are on one page."),
});

export type CheckListDto = z.infer<typeof checkListSchema>;

export const mailTestSchema = z.object({
  to: z.string().describe("Your own email address, which the email was sent to."),
  problem: z
    .enum([
      "not_set",
      "not_found",
      "unreachable",
      "timeout",
      "encryption",
      "credentials",
      "recipient",
      "rejected",
    ])
    .nullable()
    .describe("Why the email was not sent. Null: the mail server accepted it."),
  responseCode: z.int().nullable().describe("The code of the mail server's answer. Null if it gave none."),
});

export type MailTestDto = z.infer<typeof mailTestSchema>;
