/**
 * Which passwords are refused: those that every guesser tries first, and those that say who they belong to.
 *
 * The list is in the program, from passwords found in real breaches, so that nothing about a password ever leaves
 * this machine and a cloud without internet refuses the same ones. No rule about digits and signs: those make
 * passwords worse (NIST SP 800-63B section 3.1.1.2).
 */

let list: Promise<ReadonlySet<string>> | null = null;

/** Some 49,000 passwords in lower case, unpacked when first asked for. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) =>
      new Set([...dictionary['passwords-common']].map((each) => String(each).toLowerCase())),
  );
  return list;
}

/** Whether a password is among the first that somebody would try for this person. */
export async function isGuessable(
  password: string,
  person: { email?: string; name?: string } = {},
): Promise<boolean> {
  const plain = password.toLowerCase();
  const common = await commonPasswords();
  // A common one with a year, a digit or a sign behind it is tried next.
  const bare = plain.replace(/[\d\s!?.,;:#*+_-]+$/, '');
  if (common.has(plain) || (bare.length >= 4 && plain.length - bare.length <= 4 && common.has(bare)))
    return true;
  if (new Set(plain).size <= 2) return true;
  const email = person.email?.toLowerCase() ?? '';
  const own = [email, email.split('@')[0] ?? '', person.name?.toLowerCase().trim() ?? '', 'signet'];
  return own.some((each) => each.length >= 4 && (plain === each || bare === each));
}
