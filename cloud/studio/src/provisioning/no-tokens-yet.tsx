/** No token yet: how ten screens or a thousand are enrolled, in three steps. */
import { Button } from '@mantine/core';

/** Null where this person may not make one. */
export function NoTokensYet({ onMake }: { onMake: (() => void) | null }) {
  return (
    <section className="card no-tokens" aria-labelledby="no-tokens">
      <h2 id="no-tokens">Enrol many screens without scanning any</h2>
      <ol className="stick-steps">
        <li>
          <strong>Make a token.</strong> Say for how many screens it is, how they are named and tagged, and
          when it ends.
        </li>
        <li>
          <strong>Copy one file onto each disk.</strong> It is <code>signet.json</code>, and belongs into the
          top folder of the small partition SIGNET, which every computer opens once the disk is flashed.
        </li>
        <li>
          <strong>Power on.</strong> Each screen enrols itself and plays, also where its network comes later.
        </li>
      </ol>
      {onMake === null ? (
        <p className="dim">An Admin or Operator of the account makes tokens.</p>
      ) : (
        <Button size="md" onClick={onMake}>
          Make the first token
        </Button>
      )}
    </section>
  );
}
