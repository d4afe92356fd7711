import type { Metadata } from "next";
import { noticeTexts } from "#components/notices/texts.ts";
import { UnsubscribeButton } from "#components/notices/unsubscribe-button.tsx";
import { findUnsubscriptionOfLink } from "#lib/queries/account/notifications.ts";

const texts = noticeTexts.unsubscribe;

// The URL contains a token, so it is not sent to other pages.
export const metadata: Metadata = { title: texts.title, referrer: "no-referrer", robots: "noindex" };

/** The target of the link in emails. Opening it changes nothing, because mail programs open links. */
export default async function UnsubscribePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = findUnsubscriptionOfLink(token);
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{found === null ? texts.invalidTitle : texts.title}</h1>
      {found === null ? (
        <p className="mt-1 mb-6 text-pretty text-muted text-sm">{texts.invalid}</p>
      ) : (
        <UnsubscribeButton token={token} label={found.label} />
      )}
    </>
  );
}
