/** A worker that hangs on a picture: it is replaced, and the picture is reported or skipped. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { expect } from 'playwright/test';
import { runScript } from './page-script';
import { smallPictures, test, zipOf } from './support';

const SIDE = 8000;
/** Rows of all seven passes of an interlaced PNG, for a side that is a multiple of 8. */
const ROWS = 1.875 * SIDE;
const MESSAGE = 'dogs/huge.png cannot be read: decoding it took longer than 1.5 s.';

/** Returns a valid PNG that takes many seconds to decode: SIDE × SIDE pixels, interlaced. */
function hugePng(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2, 0, 0, 1], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(named.length + 8);
    framed.writeUInt32BE(data.length);
    framed.set(named, 4);
    framed.writeUInt32BE(crc32(named), named.length + 4);
    return framed;
  };
  const pixels = deflateSync(Buffer.alloc(3 * SIDE * SIDE + ROWS));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a picture on which a worker hangs is named or skipped, and the other workers continue', async ({
  open,
}, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  const small = await smallPictures();
  writeFileSync(`${folder}/pets.zip`, await zipOf({ ...small, 'dogs/huge.png': hugePng() }));
  const page = await open({ mounts: { data: folder }, path: 'headless.html' });
  await runScript(page, 'stuck');
  const count = Object.keys(small).length;
  expect(await page.evaluate(() => globalThis.stuck.train('raise'))).toEqual({
    skipped: [],
    all: `bad-image: ${MESSAGE}`,
    first: '2 pictures',
  });
  expect(await page.evaluate(() => globalThis.stuck.train('skip'))).toEqual({
    skipped: [{ part: 'training', filename: 'dogs/huge.png', message: MESSAGE }],
    all: `${count} pictures`,
    first: '2 pictures',
  });
});
