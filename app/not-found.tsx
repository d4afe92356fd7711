import type { Metadata } from "next";
import { MessagePage } from "#components/shell/message-page.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { ButtonLink } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  const { title, text, home } = shellTexts.notFound;
  return (
    <MessagePage
      title={title}
      actions={
        <ButtonLink href="/" look="primary" prefetch={false}>
          {home}
        </ButtonLink>
      }
    >
      <p>{text}</p>
    </MessagePage>
  );
}
