/** The requests about mails that concern whoever asks. */
import type { InferResponseType } from 'hono/client';
import { accept, answerOf, v1 } from './cloud.ts';

export type Mail = InferResponseType<typeof v1.mails.$get, 200>['mails'][number];

export async function listMails(): Promise<Mail[]> {
  return (await answerOf<{ mails: Mail[] }>(await v1.mails.$get())).mails;
}

/** At once, what did not arrive yet. */
export async function sendMailAgain(id: string): Promise<void> {
  await accept(await v1.mails[':id'].send.$post({ param: { id } }));
}
