import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
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

  it('removes what a task that was killed has left of its files, and nothing else', async () => {
    const partial = (path: string): string => at(`out/${path}.0123456789abcdef`);
    mkdirSync(at('out/model/.weights.bin.aaaaaaaaaaaaaaaa'), { recursive: true });
    const others = [partial('.other.json'), partial('steps.json'), partial('model/.steps.json')];
    const left = [partial('.steps.json'), partial('model/.weights.bin'), partial('.log.csv')];
    for (const path of [...left, ...others]) writeFileSync(path, '');
    const names = ['steps.json', 'model/weights.bin'];
    const files = new ResultFiles({ folder: at('out'), names, declared: [[/^log\.csv$/]] });
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect(others.filter((path) => !existsSync(path))).toEqual([]);
    // One that is being written in this process stays.
    const content = new PassThrough();
    const written = files.write('steps.json', content);
    await expect
      .poll(() => readdirSync(at('out')).some((name) => name.startsWith('.steps.json.')))
      .toBe(true);
    results(at('out'));
    content.end('whole');
    await written;
    expect(readFileSync(at('out/steps.json'), 'utf8')).toBe('whole');
  });

  it('says of a full disk that it is full', async () => {
    const files = results(at('out'));
    const full = Object.assign(new Error('no space left'), { syscall: 'write', code: 'ENOSPC' });
    const content = new Readable({ read: () => content.destroy(full) });
    await expect(files.write('steps.json', content)).rejects.toThrow(
      /^The disk of `out` must have room\. Received: out=.*steps\.json \(ENOSPC\)$/,
    );
    expect(readdirSync(at('out'))).toEqual([]);
  });

  it('copies a file, which stays when the first one is replaced', async () => {
    const files = results(at('out'));
    await files.write('steps.json', Readable.from(['one']));
    for (let i = 0; i < 2; i++) await files.copy('steps.json', 'model/weights.bin');
    await files.write('steps.json', Readable.from(['two']));
    const read = (name: string) => readFileSync(at(`out/${name}`), 'utf8');
    expect([read('steps.json'), read('model/weights.bin')]).toEqual(['two', 'one']);
    expect(readdirSync(at('out/model'))).toEqual(['weights.bin']);
    rmSync(at('out/steps.json'));
    symlinkSync(at('elsewhere'), at('out/steps.json'));
    await expect(files.copy('steps.json', 'model/weights.bin')).rejects.toThrow('symbolic links');
    expect(read('model/weights.bin')).toBe('one');
  });

  it('rejects links inside the folder, but the folder itself can be one', () => {
    symlinkSync(at('elsewhere'), at('linked'));
    results(at('linked'));
    symlinkSync(at('elsewhere'), at('out/model'));
    expect(() => results(at('out'))).toThrow('must not contain symbolic links');
  });

  describe('with files that are declared', () => {
    const declaring = () =>
      new ResultFiles({
        folder: at('out'),
        names: ['steps.json'],
        declared: [[/^a$/, /^b$/, /^\d+\.csv$/], [/^c$/]],
      });
    const textOf = async (files: ResultFiles, name: string) => {
      const handle = await files.open(name);
      const text = await handle?.readFile('utf8');
      await handle?.close();
      return text ?? null;
    };

    it('writes, replaces, reads and removes them, in folders that it creates', async () => {
      const files = declaring();
      expect(
        ['a/b/12.csv', 'c', 'steps.json', 'a/b/x.csv', 'a/b', 'd'].map((name) => files.has(name)),
      ).toEqual([...[true, true, true], ...[false, false, false]]);
      expect(await textOf(files, 'a/b/12.csv')).toBeNull();
      for (const text of ['one', 'two']) {
        await files.write('a/b/12.csv', Readable.from([text]));
        expect(await textOf(files, 'a/b/12.csv')).toBe(text);
      }
      await files.remove('a/b/12.csv');
      await files.remove('a/b/12.csv');
      expect(readdirSync(at('out/a/b'))).toEqual([]);
    });

    it('does not follow links to folders', async () => {
      const files = declaring();
      symlinkSync(at('elsewhere'), at('out/a'));
      mkdirSync(at('elsewhere/b'));
      writeFileSync(at('elsewhere/b/1.csv'), 'not ours');
      const rule = 'must not contain symbolic links';
      await expect(files.write('a/b/1.csv', Readable.from(['x']))).rejects.toThrow(rule);
      await expect(files.write('a/b/2.csv', Readable.from(['x']))).rejects.toThrow(rule);
      await expect(files.remove('a/b/1.csv')).rejects.toThrow(rule);
      await expect(files.open('a/b/1.csv')).rejects.toThrow(rule);
      expect(readdirSync(at('elsewhere/b'))).toEqual(['1.csv']);
    });

    it('does not follow links to files', async () => {
      const files = declaring();
      writeFileSync(at('elsewhere/c'), 'not ours');
      symlinkSync(at('elsewhere/c'), at('out/c'));
      const rule = 'must not contain symbolic links';
      await expect(files.write('c', Readable.from(['x']))).rejects.toThrow(rule);
      await expect(files.open('c')).rejects.toThrow(rule);
    });
  });
});
