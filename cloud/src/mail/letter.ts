/**
 * What our mails say, and how they are written: one plain text and one HTML form from the same paragraphs.
 *
 * Pure. Nothing of a mail comes from a stranger unescaped, no picture or script is loaded from anywhere, and a
 * link is always shown in full, so that a person can see where it leads before pressing it.
 */

/** A mail before it has an envelope. */
export interface Letter {
  /** What it is for, such as `confirm-address`; for the log and for lists. */
  kind: string;
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface LetterParts {
  kind: string;
  to: string;
  subject: string;
  /** Plain sentences; the first one greets nobody and says what this is about. */
  paragraphs: readonly string[];
  /** The one thing to press. */
  action?: { label: string; url: string };
  /** Why the person gets this, and what to do when it is not for them. */
  footnote: string;
}

export function writeLetter({ kind, to, subject, paragraphs, action, footnote }: LetterParts): Letter {
  const text = [
    ...paragraphs,
    ...(action === undefined ? [] : [`${action.label}:\n${action.url}`]),
    `-- \n${footnote}`,
  ].join('\n\n');
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f2ee;color:#1d1b18;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:480px;margin:0 auto;padding:32px;background:#fff;border-radius:16px">
<h1 style="margin:0 0 16px;font-size:20px">${escapeHtml(subject)}</h1>
${paragraphs.map((each) => `<p style="margin:0 0 16px">${escapeHtml(each)}</p>`).join('\n')}
${action === undefined ? '' : actionHtml(action)}
<p style="margin:24px 0 0;font-size:13px;color:#6b665e">${escapeHtml(footnote)}</p>
</div></body></html>
`;
  return { kind, to, subject, text, html };
}

function actionHtml({ label, url }: { label: string; url: string }): string {
  const safe = escapeHtml(url);
  return `<p style="margin:0 0 16px"><a href="${safe}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#1d4f45;color:#fff;text-decoration:none">${escapeHtml(label)}</a></p>
<p style="margin:0;font-size:13px;color:#6b665e;word-break:break-all">${safe}</p>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
