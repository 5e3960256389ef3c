import { findBrowser, withoutWebGpuArgs } from '../scripts/lib/browser.mjs';
import { expect, expectAccessible, openHeed, test } from './support/test';

const RATE = 16_000;

/** A WAV file, 16-bit mono, with a tone of an amplitude in its middle third. */
function wav(seconds: number, amplitude: number): Buffer {
  const count = Math.round(seconds * RATE);
  const file = Buffer.alloc(44 + 2 * count);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + 2 * count, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(2 * RATE, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * count, 40);
  for (let i = 0; i < count; i++) {
    const heard = i >= count / 3 && i < (2 * count) / 3;
    const sample = heard ? amplitude * Math.sin((2 * Math.PI * 440 * i) / RATE) : 0;
    file.writeInt16LE(Math.round(32_767 * sample), 44 + 2 * i);
  }
  return file;
}
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'audio/wav', buffer });

// The browser's microphone beeps once a second, and nobody is asked.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: [
      ...withoutWebGpuArgs,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  },
});

test('a sound file is checked, shown as its loudest word, and part of the link', async ({
  page,
  newVisitor,
}) => {
  await openHeed(page, '?backend=cpu#v1.spoken-digits');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  const input = setup.locator('input[type=file]');
  await input.setInputFiles(file('text.wav', Buffer.from('no sound')));
  await expect(setup).toContainText('no sound that the browser can read');
  await input.setInputFiles(file('quiet.wav', wav(1, 0)));
  await expect(setup).toContainText('Nothing can be heard');
  await input.setInputFiles(file('short.wav', wav(0.05, 0.5)));
  await expect(setup).toContainText('shorter than a tenth of a second');

  await input.setInputFiles(file('tone.wav', wav(1.2, 0.5)));
  await expect(setup).toContainText('Say a digit in English');
  // 0.4 s and twice 80 ms: 1 + (8960 − 400) / 320 frames.
  const frames = () => page.evaluate(async () => (await window.heed.read('frames')).data.length);
  await expect.poll(frames).toBe(27 * 24);
  await expectAccessible(page);

  const other = await newVisitor();
  const same = await page.evaluate(() => window.heed.link());
  await other.goto(same);
  await expect.poll(() => other.evaluate(() => window.heed.link())).toBe(same);
});

test('a word is recorded, for two seconds', async ({ page }) => {
  await openHeed(page, '?backend=cpu#v1.spoken-digits');
  const setup = page.getByRole('region', { name: 'Setup', exact: true });
  const before = await page.evaluate(() => window.heed.link());
  await setup.getByRole('button', { name: 'Record' }).click();
  await expect(setup).toContainText('say a digit now');
  await expect(setup).toContainText('Say a digit in English');
  await expect.poll(() => page.evaluate(() => window.heed.link())).not.toBe(before);
});
