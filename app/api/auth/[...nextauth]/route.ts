import { answerSignInRequest } from "#lib/auth/sign-in/answer-sign-in-request.ts";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

async function answer(request: Request, { params }: RouteContext): Promise<Response> {
  return answerSignInRequest(request, (await params).nextauth);
}

export { answer as GET, answer as POST };
