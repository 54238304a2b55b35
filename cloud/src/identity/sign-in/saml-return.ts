/**
 * The way back from a SAML identity provider, which is a form that its page sends to us.
 *
 * Our cookies do not travel with a form of another site, so better-auth cannot see whether this browser asked for the
 * answer, and anybody could sign a victim in as somebody else by posting an answer of their own (login CSRF). So the
 * form is taken once more from a page of ours: then the cookies come along, and `sign-in-policy.ts` compares.
 */
import { escapeHtml } from '../../mail/letter.ts';

const pathPattern = /^\/api\/auth\/sso\/saml2\/sp\/acs\/[^/]+$/;

/** Longer than any answer with a person's groups in it; better-auth takes as much. */
export const maxSamlBytes = 512 * 1024;

export function isSamlReturn(path: string): boolean {
  return pathPattern.test(path);
}

/** Where the one script of the page below is. */
export const samlScriptPath = '/saml-return.js';
export const samlScript = 'document.forms[0].submit();\n';

/** Whether this is the form from elsewhere, which came without our cookies. */
export function isFromElsewhere(request: Request): boolean {
  return !/(?:^|;\s*)(?:__Secure-)?signet\.relay_state=/.test(request.headers.get('Cookie') ?? '');
}

/** The page that sends the same form once more, from here; null where it was sent from here already. */
export function samlReturnPage(path: string, form: URLSearchParams): Response | null {
  if (form.has('again')) return null;
  const fields = ['SAMLResponse', 'RelayState']
    .filter((name) => form.has(name))
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(form.get(name) ?? '')}">`);
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Signing in…</title></head>
<body>
<form method="post" action="${escapeHtml(path)}">
${fields.join('\n')}
<input type="hidden" name="again" value="1">
<p>You are being signed in.</p>
<button>Continue</button>
</form>
<script src="${samlScriptPath}"></script>
</body>
</html>
`;
  return new Response(page, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
