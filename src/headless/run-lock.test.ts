import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockRun } from './run-lock';

let out: string;
beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'pupila-lock-'))));
afterEach(() => rmSync(out, { recursive: true }));

const writeLock = (holder: unknown): void => writeFileSync(join(out, 'run.lock'), JSON.stringify(holder));
const host = hostname();

it('lets one run at a time have a folder, and leaves nothing', () => {
  const unlock = lockRun(out);
  expect(() => lockRun(out)).toThrow(
    `Another run writes into \`out\`. Wait until it has ended, or name another folder. Received: out=${out}, pid=${process.pid}`,
  );
  unlock();
  expect(readdirSync(out)).toEqual([]);
  lockRun(out)();
});

it('creates the folder', () => {
  const unlock = lockRun(join(out, 'new/run'));
  expect(readdirSync(join(out, 'new/run'))).toEqual(['run.lock']);
  unlock();
});

it('refuses the folder of a living process, and takes that of a dead one', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  writeLock({ pid: child.pid, host });
  expect(() => lockRun(out)).toThrow(`pid=${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockRun(out)();
});

it('takes a lock of its own number, as in a container that was started again', () => {
  writeLock({ pid: process.pid, host });
  lockRun(out)();
});

it('takes the lock of another computer that gave no sign of life for a minute', () => {
  writeLock({ pid: 1, host: `not ${host}` });
  expect(() => lockRun(out)).toThrow(`pid=1, host=not ${host}`);
  const before = new Date(Date.now() - 61_000);
  utimesSync(join(out, 'run.lock'), before, before);
  lockRun(out)();
});

it.each(['', '{"pid": 1', '[]', 'null', '{"pid": "1", "host": ""}'])('takes a torn lock: %s', (text) => {
  writeFileSync(join(out, 'run.lock'), text);
  const unlock = lockRun(out);
  expect(() => lockRun(out)).toThrow('Another run');
  unlock();
  expect(existsSync(join(out, 'run.lock'))).toBe(false);
});

it('leaves it to the check of the files to say that a folder cannot be written', () => {
  writeFileSync(join(out, 'file'), '');
  lockRun(join(out, 'file'))();
  mkdirSync(join(out, 'run.lock'));
  lockRun(out)();
  expect(readdirSync(out)).toEqual(['file', 'run.lock']);
});
