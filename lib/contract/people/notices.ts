import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { idText } from "#lib/contract/common/text.ts";
import { noticeKinds } from "#lib/domain/notices/notice-kinds.ts";

const kindField = z.enum(noticeKinds).meta({ description: "What it is about.", example: "key_expiring" });

const noticeSchema = z.object({
  id: z.string().meta({ description: "The ID of the notice.", example: "ntc_01k6z3t0v8f4e7q2m9x5b1c3d6" }),
  kind: kindField,
  text: z.string().meta({
    description: "One sentence for people.",
    example: "The key Billing in the team Acme expires in 7 days.",
  }),
  path: z.string().meta({
    description: "The page of the console that it is about.",
    example: "/t/acme/settings/api-keys/key_01k6z3t0v8f4e7q2m9x5b1c3d6",
  }),
  teamId: z.string().nullable().describe("The team that it is about. Null: it is about your account."),
  createdAt: z.iso.datetime().describe("When it happened."),
  readAt: z.iso.datetime().nullable().describe("When you marked it as read. Null: it is unread."),
});

export type NoticeDto = z.infer<typeof noticeSchema>;

const unreadCount = z.int().meta({ description: "How many notices are unread, up to 100.", example: 3 });

export const noticePageSchema = pageOf(noticeSchema).extend({ unreadCount });

export type NoticePageDto = z.infer<typeof noticePageSchema>;

export const listNoticesSchema = z
  .object({
    ...pageQuery,
    unread: z
      .enum(["true"])
      .optional()
      .meta({ description: "`true`: only unread notices.", example: "true" }),
  })
  .strict();

export type ListNoticesInput = z.infer<typeof listNoticesSchema>;

export const readNoticesSchema = z
  .object({
    ids: z
      .array(idText)
      .min(1, "Include at least one notice")
      .max(100)
      .optional()
      .meta({
        description: "The IDs of the notices. Without it, all notices are marked as read.",
        example: ["ntc_01k6z3t0v8f4e7q2m9x5b1c3d6"],
      }),
  })
  .strict();

export type ReadNoticesInput = z.infer<typeof readNoticesSchema>;

export const unreadNoticesSchema = z.object({ unreadCount });

export type UnreadNoticesDto = z.infer<typeof unreadNoticesSchema>;

const mails = z
  .boolean()
  .meta({ description: "Whether you get emails about this kind of notice.", example: true });

const noticeSettingSchema = z.object({
  kind: kindField,
  label: z.string().meta({ description: "What people call it.", example: "Expiring keys" }),
  isSecurity: z.boolean().meta({
    description: "Whether it is about the security of your account. Its emails can't be turned off.",
    example: false,
  }),
  mails,
});

export const noticeSettingsSchema = z.object({
  canMail: z.boolean().meta({ description: "Whether this console can send email.", example: true }),
  data: z.array(noticeSettingSchema).describe("All kinds of notices."),
});

export type NoticeSettingsDto = z.infer<typeof noticeSettingsSchema>;

export const updateNoticeSettingSchema = z.object({ kind: kindField, mails }).strict();

export type UpdateNoticeSettingInput = z.infer<typeof updateNoticeSettingSchema>;

export const unsubscribeParams = z.object({
  token: z
    .string()
    .max(300)
    .regex(/^[\w.-]+$/, "Is not the token of a link")
    .meta({
      description: "The token of the link in an email.",
      example: "user_01k6z3t0v8f4e7q2m9x5b1c3d6.key_expiring.8Q2m",
    }),
});

export const unsubscribedSchema = z.object({
  kind: kindField,
  label: z.string().meta({ description: "What people call it.", example: "Expiring keys" }),
});

export type UnsubscribedDto = z.infer<typeof unsubscribedSchema>;
