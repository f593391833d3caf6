import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { markEnded } from './run-state';

let out: string;
let path: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'pupila-run-'));
  path = join(out, 'run.json');
  writeFileSync(path, JSON.stringify({ state: 'running', reason: null, data: 'cats.zip' }));
});
afterEach(() => rmSync(out, { recursive: true }));

const ended = (error: unknown, isInPlace = false, startedAt = 0) =>
  markEnded({ out, startedAt, isInPlace }, error);
const stopped = new PupilaError('aborted', message`Stopped.`);

it('a run that was lost says why, and keeps its facts', async () => {
  await ended(new Error('The browser page crashed.'));
  const run: unknown = JSON.parse(readFileSync(path, 'utf8'));
  expect(run).toEqual({ state: 'failed', reason: 'The browser page crashed.', data: 'cats.zip' });
});

it('nothing stays of a new run that was stopped before its first step', async () => {
  await ended(stopped);
  expect(existsSync(path)).toBe(false);
});

it('the facts of a run that continues stay when it is stopped at once', async () => {
  await ended(stopped, true);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ state: 'stopped', data: 'cats.zip' });
});

it('what another run wrote stays as it is', async () => {
  await ended(stopped, false, Date.now() + 60_000);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ state: 'running' });
});
