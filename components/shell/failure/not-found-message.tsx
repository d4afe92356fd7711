import { serverTexts } from "#components/shell/server-texts.ts";
import { Message } from "./message-page.tsx";

/** For a page that doesn't exist in the team. The sidebar stays. */
export function NotFoundMessage() {
  const { title, textInTeam, homeInTeam } = serverTexts.notFound;
  return (
    <Message
      title={title}
      actions={
        // Not a Next link: every page would preload its code for a link that is rarely used.
        <a href="/" className="button button-primary coarse:h-11">
          {homeInTeam}
        </a>
      }
    >
      <p>{textInTeam}</p>
    </Message>
  );
}
