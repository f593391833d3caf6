import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { archiveFromFiles, openArchive } from './archive';
import { BoundedBytes, checkUnpackedSize } from './bounded-bytes';
import { openLargeArchive } from './large-archive';
import type { Archive } from '../../core/types';
import { checkProperty } from '../../random/property.testing';

const tree = new Uint8Array(readFileSync('fixtures/tree.zip'));
const zipOf = async (files: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> => {
  const zip = new JSZip();
  for (const [path, text] of Object.entries(files)) zip.file(path, text);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<
    Uint8Array<ArrayBuffer>
  >;
};
/** Returns the zip with `change` applied to each header: 'local' before a file, 'central' in the central directory. */
const patch = (
  bytes: Uint8Array<ArrayBuffer>,
  change: (view: DataView, at: number, kind: 'local' | 'central') => void,
): Uint8Array<ArrayBuffer> => {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) change(view, at, 'local');
    if (signature === 0x02014b50) change(view, at, 'central');
  }
  return copy;
};
const encrypted = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  patch(bytes, (view, at, kind) => view.setUint8(at + (kind === 'local' ? 6 : 8), 1));
const lzma = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  patch(bytes, (view, at, kind) => view.setUint16(at + (kind === 'local' ? 8 : 10), 14, true));
/** Returns the zip with every file claiming to unpack to `size` bytes. */
const claiming = (bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> =>
  patch(bytes, (view, at, kind) => view.setUint32(at + (kind === 'local' ? 22 : 24), size, true));

describe('openArchive', () => {
  it('lists files and reads them', async () => {
    const archive = await openArchive(await zipOf({ 'a/b.txt': 'hello', 'c.txt': '' }));
    expect(archive.paths).toEqual(['a/b.txt', 'c.txt']);
    expect(new TextDecoder().decode(await archive.read('a/b.txt'))).toBe('hello');
    expect((await archive.read('c.txt')).byteLength).toBe(0);
  });

  it('reads from shared memory', async () => {
    const bytes = new Uint8Array(new SharedArrayBuffer(tree.length));
    bytes.set(tree);
    const [shared, plain] = [await openArchive(bytes), await openArchive(tree)];
    expect(shared.paths).toEqual(plain.paths);
    for (const path of plain.paths) expect(await shared.read(path)).toEqual(await plain.read(path));
  });

  it('says what is wrong', async () => {
    const code = 'bad-archive';
    await expect(openArchive(new Uint8Array(0))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('empty'),
    });
    await expect(openArchive(new TextEncoder().encode('no zip'))).rejects.toMatchObject({
      message: expect.stringContaining('The file is not a zip archive;'),
    });
    await expect(openArchive(await zipOf({}))).rejects.toMatchObject({ code });
    await expect(openArchive(tree.slice(0, tree.length / 2))).rejects.toMatchObject({
      message: expect.stringContaining('cut off'),
    });
    const archive = await openArchive(tree);
    await expect(archive.read('nothing.png')).rejects.toMatchObject({
      message: expect.stringContaining('nothing.png'),
    });
  });

  it('detects a damaged file', async () => {
    const bytes = await zipOf({ 'a.txt': Array.from({ length: 400 }, (_, i) => i * i).join() });
    const damaged = bytes.slice();
    damaged.fill(0xff, 60, 90);
    const failed = await openArchive(damaged)
      .then((a) => a.read('a.txt'))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'bad-archive' });
  });
});

describe.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Promise<Archive>]>([
  ['openArchive', openArchive],
  ['openLargeArchive', (bytes) => openLargeArchive(new Blob([bytes]))],
])('%s', (_, open) => {
  const code = 'bad-archive';
  const text = 'all work and no play '.repeat(50);

  it('lists and reads every file', async () => {
    const archive = await open(tree);
    const zip = await JSZip.loadAsync(tree);
    const files = Object.values(zip.files).filter(({ dir }) => !dir);
    expect(files.length).toBeGreaterThan(30);
    expect(archive.paths).toEqual(files.map(({ name }) => name));
    for (const file of files) expect(await archive.read(file.name)).toEqual(await file.async('uint8array'));
    await expect(archive.read('nothing.png')).rejects.toMatchObject({ code });
  });

  it('gives paths with slashes', async () => {
    const bytes = await zipOf({ 'cats*1.txt': text });
    const withBackslash = bytes.map((byte) => (byte === 0x2a ? 0x5c : byte));
    const archive = await open(withBackslash);
    expect(archive.paths).toEqual(['cats/1.txt']);
    expect(new TextDecoder().decode(await archive.read('cats/1.txt'))).toBe(text);
  });

  it.each([
    ['encrypted', encrypted, 'without a password'],
    ['packed by LZMA', lzma, 'as an ordinary zip'],
    ['without files', async () => zipOf({}), ''],
  ])('rejects a zip that is %s', async (_name, change, message) => {
    const bytes = await change(await zipOf({ 'a/b.txt': text }));
    await expect(open(bytes)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('rejects a file whose claimed or actual size is wrong', async () => {
    const zip = await zipOf({ 'a/b.txt': text });
    const large = await open(claiming(zip, 2 ** 30 + 1));
    await expect(large.read('a/b.txt')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('at most'),
    });
    const small = await open(claiming(zip, 4));
    await expect(small.read('a/b.txt')).rejects.toMatchObject({ code });
  });

  it('reads the files as they are or reports that the archive is bad, for any damage', async () => {
    const texts = [text, 'short'];
    const zip = await zipOf({ 'a/1.txt': text, 'b/2.txt': 'short' });
    /** The texts of all files, or the error's code. */
    const readAll = async (bytes: Uint8Array<ArrayBuffer>): Promise<string[] | string> => {
      try {
        const archive = await open(bytes);
        const files = archive.paths.map((path) => archive.read(path));
        return (await Promise.all(files)).map((file) => new TextDecoder().decode(file));
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(await readAll(zip)).toEqual(texts);
    const damage = fc.record({
      length: fc.nat(zip.length - 1),
      at: fc.nat(zip.length - 1),
      byte: fc.nat(255),
    });
    await checkProperty(
      fc.asyncProperty(damage, async ({ length, at, byte }) => {
        expect(await readAll(zip.slice(0, length))).toBe(code);
        const changed = zip.slice();
        changed[at] = byte;
        const result = await readAll(changed);
        if (typeof result === 'string') expect(result).toBe(code);
        // jszip forgets the checksum of a file if its directory entry says that it is empty.
        else for (const each of result) expect([...texts, '']).toContain(each);
      }),
      { runs: 200 },
    );
  });
});

describe('BoundedBytes', () => {
  it('joins chunks and stops a file that grows without limit', () => {
    const bytes = new BoundedBytes('a.txt');
    bytes.add(Uint8Array.of(1, 2));
    bytes.add(Uint8Array.of(3));
    expect([...bytes.concat()]).toEqual([1, 2, 3]);
    const bomb = new BoundedBytes('bomb.png');
    const chunk = new Uint8Array(2 ** 24);
    for (let i = 0; i < 64; i++) bomb.add(chunk);
    expect(() => bomb.add(chunk)).toThrow('Received: path=bomb.png');
    expect(() => checkUnpackedSize(2 ** 30, 'full.npy')).not.toThrow();
  });
});

describe('archiveFromFiles', () => {
  it('reads blobs by path', async () => {
    const archive = archiveFromFiles([{ path: 'cats/1.jpg', blob: new Blob(['abc']) }]);
    expect(archive.paths).toEqual(['cats/1.jpg']);
    expect([...(await archive.read('cats/1.jpg'))]).toEqual([97, 98, 99]);
    await expect(archive.read('dogs/1.jpg')).rejects.toMatchObject({ code: 'bad-archive' });
  });

  it('names the file that is gone', async () => {
    const blob = new Blob(['abc']);
    blob.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    await expect(archiveFromFiles([{ path: 'cats/1.jpg', blob }]).read('cats/1.jpg')).rejects.toMatchObject({
      code: 'bad-archive',
      message: expect.stringContaining('path=cats/1.jpg'),
    });
  });
});
