import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { archiveFromFiles, openArchive } from './archive';
import { openLargeArchive } from './large-archive';

const tree = new Uint8Array(readFileSync('fixtures/tree.zip'));
const zipOf = async (files: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> => {
  const zip = new JSZip();
  for (const [path, text] of Object.entries(files)) zip.file(path, text);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<Uint8Array<ArrayBuffer>>;
};

describe('openArchive', () => {
  it('lists files and reads them', async () => {
    const archive = await openArchive(await zipOf({ 'a/b.txt': 'hello', 'c.txt': '' }));
    expect(archive.paths).toEqual(['a/b.txt', 'c.txt']);
    expect(new TextDecoder().decode(await archive.read('a/b.txt'))).toBe('hello');
    expect((await archive.read('c.txt')).byteLength).toBe(0);
  });

  it('says what is wrong', async () => {
    const code = 'bad-archive';
    await expect(openArchive(new Uint8Array(0))).rejects.toMatchObject({ code, message: expect.stringContaining('empty') });
    await expect(openArchive(new TextEncoder().encode('no zip'))).rejects.toMatchObject({
      message: 'The file is not a zip archive.',
    });
    await expect(openArchive(await zipOf({}))).rejects.toMatchObject({ code });
    await expect(openArchive(tree.slice(0, tree.length / 2))).rejects.toMatchObject({
      message: expect.stringContaining('cut off'),
    });
    const archive = await openArchive(tree);
    await expect(archive.read('nothing.png')).rejects.toMatchObject({ message: expect.stringContaining('nothing.png') });
  });

  it('notices a damaged file', async () => {
    const bytes = await zipOf({ 'a.txt': Array.from({ length: 400 }, (_, i) => i * i).join() });
    const damaged = bytes.slice();
    damaged.fill(0xff, 60, 90);
    const failed = await openArchive(damaged).then((a) => a.read('a.txt')).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'bad-archive' });
  });
});

describe('openLargeArchive', () => {
  it('gives what openArchive gives', async () => {
    const [small, large] = [await openArchive(tree), await openLargeArchive(new Blob([tree]))];
    expect(large.paths).toEqual(small.paths);
    for (const path of small.paths) expect(await large.read(path)).toEqual(await small.read(path));
  });
});

describe('archiveFromFiles', () => {
  it('reads blobs by path', async () => {
    const archive = archiveFromFiles([{ path: 'cats/1.jpg', blob: new Blob(['abc']) }]);
    expect(archive.paths).toEqual(['cats/1.jpg']);
    expect([...(await archive.read('cats/1.jpg'))]).toEqual([97, 98, 99]);
    await expect(archive.read('dogs/1.jpg')).rejects.toMatchObject({ code: 'bad-archive' });
  });
});
