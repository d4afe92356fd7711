import type { Metadata } from "next";
import { NotFoundMessage } from "#components/shell/failure/not-found-message.tsx";

export const metadata: Metadata = { title: "Not found" };

export default NotFoundMessage;
