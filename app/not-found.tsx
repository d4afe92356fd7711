import type { Metadata } from "next";
import { MessagePage } from "#components/shell/message-page.tsx";
import { shellTexts } from "#components/shell/texts.ts";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  const { title, text, home } = shellTexts.notFound;
  return (
    <MessagePage
      title={title}
      actions={
        // Not Next's: every page would load its code in advance, for a link that is hardly ever followed.
        <a href="/" className="button button-primary coarse:h-11">
          {home}
        </a>
      }
    >
      <p>{text}</p>
    </MessagePage>
  );
}
