/** No key yet: what one is good for, and how it is used. */
import { Anchor, Button } from '@mantine/core';

export function NoKeysYet({ onMake }: { onMake(): void }) {
  return (
    <section className="card no-keys" aria-labelledby="no-keys">
      <h2 id="no-keys">Let your programs do it</h2>
      <p>
        A script or another system can do through the API what you do here: pair screens, name them, change
        what they play. It shows a key instead of a password, and may do no more than you allow that key.
      </p>
      <pre>{`curl -H "Authorization: Bearer $KEY" ${window.location.origin}/api/v1/devices`}</pre>
      <p className="dim">
        All of it is described at <Anchor href="/api/v1/openapi.json">/api/v1/openapi.json</Anchor>.
      </p>
      <Button size="md" onClick={onMake}>
        Make the first key
      </Button>
    </section>
  );
}
