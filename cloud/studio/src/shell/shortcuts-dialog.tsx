/** Which keys do what, and whether `?` shows this. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { opensByKey, setOpensByKey, shortcuts } from './shortcuts.ts';
import './shortcuts.css';
import { useReturnFocus } from './return-focus.ts';

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  useReturnFocus();
  const [isOn, setIsOn] = useState(opensByKey);
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keyboard shortcuts"
      centered
      radius="lg"
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
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
            setOpensByKey(event.currentTarget.checked);
          }}
        />
        Open this with the key ?
      </label>
    </Modal>
  );
}
