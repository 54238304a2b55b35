/** Which keys do what, and whether those work that are a single one. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { setSingleKeysWork, shortcuts, singleKeysWork } from './shortcuts.ts';
import './shortcuts.css';
import { useReturnFocus } from './return-focus.ts';

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  useReturnFocus();
  const [isOn, setIsOn] = useState(singleKeysWork);
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts">
      {shortcuts.map(({ where, list }) => (
        <section className="shortcuts" key={where}>
          <h3>{where}</h3>
          <dl>
            {list.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label className="shortcuts-switch">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            setIsOn(event.currentTarget.checked);
            setSingleKeysWork(event.currentTarget.checked);
          }}
        />
        Let single keys work everywhere: ? and /
      </label>
    </Modal>
  );
}
