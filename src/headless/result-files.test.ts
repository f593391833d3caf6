import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ResultFiles } from './result-files';

let dir: string;
const at = (path: string): string => join(dir, path);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pupila-results-'));
  for (const folder of ['out', 'elsewhere']) mkdirSync(at(folder));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('ResultFiles', () => {
  const results = (folder: string) => new ResultFiles({ folder, names: ['steps.json', 'model/weights.bin'] });

  it('creates the folder and leaves it empty', () => {
    results(at('new/run'));
    expect(readdirSync(at('new/run'))).toEqual([]);
  });

  it('rejects paths that cannot be written before anything is computed', () => {
    writeFileSync(at('file'), '');
    expect(() => results(at('file'))).toThrow('`out` must be a writable folder. Received: out=');
    expect(() => results(at('file/run'))).toThrow('(ENOTDIR)');
    mkdirSync(at('out/steps.json'));
    expect(() => results(at('out'))).toThrow('steps.json, a folder');
  });

  it('converts system errors during writing', async () => {
    const files = results(at('out'));
    writeFileSync(at('out/model'), 'in the way of a folder');
    await expect(files.write('model/weights.bin', Readable.from(['x']))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('weights.bin (EEXIST)') as unknown,
    });
  });

  it('rejects links inside the folder, but the folder itself can be one', () => {
    symlinkSync(at('elsewhere'), at('linked'));
    results(at('linked'));
    symlinkSync(at('elsewhere'), at('out/model'));
    expect(() => results(at('out'))).toThrow('must not contain symbolic links');
  });
});
