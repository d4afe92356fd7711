import type { Metadata } from "next";
import { MessagePage } from "#components/shell/failure/message-page.tsx";
import { serverTexts } from "#components/shell/server-texts.ts";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  const { title, text, home } = serverTexts.notFound;
  return (
    <MessagePage
      title={title}
      actions={
        // Not a Next link: every page would preload its code for a link that is rarely used.
        <a href="/" className="button button-primary coarse:h-11">
          {home}
        </a>
      }
    >
      <p>{text}</p>
    </MessagePage>
  );
}
