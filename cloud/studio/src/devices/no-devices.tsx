/** No device yet: how the first one gets here, in three steps and a picture. */
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { FirstScreenArt } from '../art/first-screen-art.tsx';

export function NoDevices() {
  return (
    <section className="card no-devices" aria-labelledby="first-screen">
      <FirstScreenArt />
      <div>
        <h2 id="first-screen">Pair your first screen</h2>
        <ol className="steps">
          <li>
            <strong>Power it on.</strong> Connect the device to a screen and to the network. After a moment it
            shows a QR code and a pairing code.
          </li>
          <li>
            <strong>Scan the QR code</strong> with your phone, or type the pairing code here.
          </li>
          <li>
            <strong>Done.</strong> The screen starts to play your default playlist by itself.
          </li>
        </ol>
        <Button component={Link} to="/pair" size="md">
          Type a pairing code
        </Button>
      </div>
    </section>
  );
}
