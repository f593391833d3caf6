import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import JSZip from 'jszip';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'pupila-dataset-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script as a user does. */
function make(...args: string[]): { status: number | null; stderr: string; bytes: () => Buffer } {
  const out = join(folder, 'set.zip');
  const all = ['scripts/make-dataset.mjs', '--out', out, '--train', '12', '--validation', '4', ...args];
  const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  return { status, stderr, bytes: () => readFileSync(out) };
}

describe('make-dataset.mjs', () => {
  it('returns the same bytes for the same seed, and different ones for another', () => {
    const first = make('--seed', '3').bytes();
    expect(make('--seed', '3').bytes().equals(first)).toBe(true);
    expect(make('--seed', '4').bytes().equals(first)).toBe(false);
  });

  it('has both classes in both parts, as readable JPEG and PNG', async () => {
    const zip = await JSZip.loadAsync(make('--seed', '3').bytes());
    const paths = Object.keys(zip.files);
    const count = (start: string): number => paths.filter((path) => path.startsWith(start)).length;
    expect(['train/cats', 'train/dogs', 'validation/cats', 'validation/dogs'].map(count)).toEqual([
      6, 6, 2, 2,
    ]);
    const kinds = new Set<string>();
    for (const path of paths) {
      const bytes = await (zip.files[path] as JSZip.JSZipObject).async('uint8array');
      const kind = path.slice(-3);
      kinds.add(kind);
      const { width, height } = kind === 'png' ? decodePng(bytes) : jpeg.decode(bytes);
      expect(Math.min(width, height)).toBeGreaterThan(100);
    }
    expect([...kinds].sort()).toEqual(['jpg', 'png']);
  });

  it('has the first training pictures and all validation pictures in the zip of few', async () => {
    const all = await JSZip.loadAsync(make('--few', '4').bytes());
    const few = await JSZip.loadAsync(readFileSync(join(folder, 'few_set.zip')));
    const cats = Object.keys(few.files).filter((path) => path.includes('/cats/'));
    expect(cats.map((path) => path.replace(/\.\w+$/, ''))).toEqual([
      'train/cats/cat.000',
      'train/cats/cat.001',
      'validation/cats/cat.000',
      'validation/cats/cat.001',
    ]);
    expect(Object.keys(few.files)).toHaveLength(8);
    for (const [path, file] of Object.entries(few.files)) {
      expect(await file.async('base64')).toBe(await all.file(path)?.async('base64'));
    }
  });

  it('rejects bad values', () => {
    const { status, stderr } = make('--train', 'many');
    expect(status).toBe(2);
    expect(stderr).toContain('--train is an integer of at least 0. Received: train=many');
  });
});
