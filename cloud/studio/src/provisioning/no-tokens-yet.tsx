/** No token yet: how ten screens or a thousand are enrolled by a stick, in three steps. */
import { Button } from '@mantine/core';

/** Null where this person may not make one. */
export function NoTokensYet({ onMake }: { onMake: (() => void) | null }) {
  return (
    <section className="card no-tokens" aria-labelledby="no-tokens">
      <h2 id="no-tokens">Enrol many screens with one USB stick</h2>
      <ol className="stick-steps">
        <li>
          <strong>Make a token.</strong> Say for how many screens it is, how they are named and tagged, and
          when it ends.
        </li>
        <li>
          <strong>Copy one file onto a stick.</strong> Any stick formatted as FAT will do; the file is{' '}
          <code>telemetry_config.json</code>, and it belongs into its top folder.
        </li>
        <li>
          <strong>Plug it in and power on.</strong> Each screen enrols itself and plays. Then the stick goes
          on to the next one.
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
