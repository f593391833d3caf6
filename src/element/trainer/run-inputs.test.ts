import { describe, expect, it } from 'vitest';
import type { DataSource } from '../../index';
import { haveSameSettings, isSameData } from './run-inputs';
import { DEFAULTS } from './settings';

describe('isSameData', () => {
  const url = (address: string): DataSource => ({ kind: 'url', url: address });
  const files = (...entries: [string, Blob][]): DataSource => ({
    kind: 'files',
    files: entries.map(([path, blob]) => ({ path, blob })),
    name: 'a',
  });
  const [one, two] = [new Blob(['1']), new Blob(['1'])];

  it('compares addresses', () => {
    expect(isSameData(url('a.zip'), url('a.zip'))).toBe(true);
    expect(isSameData(url('a.zip'), url('b.zip'))).toBe(false);
  });

  it('compares files with their folders, in a new list too', () => {
    expect(isSameData(files(['a/1', one]), files(['a/1', one]))).toBe(true);
    expect(isSameData(files(['a/1', one]), files(['b/1', one]))).toBe(false);
    expect(isSameData(files(['a/1', one]), files(['a/1', two]))).toBe(false);
    expect(isSameData(files(['a/1', one]), files(['a/1', one], ['a/2', two]))).toBe(false);
  });

  it('compares other data by identity', () => {
    const archive: DataSource = { kind: 'archive', blob: one, name: 'a.zip' };
    expect(isSameData(archive, archive)).toBe(true);
    expect(isSameData(archive, { ...archive })).toBe(false);
    expect(isSameData(null, null)).toBe(true);
    expect(isSameData(archive, null)).toBe(false);
  });
});

it('haveSameSettings compares values', () => {
  const augment = { rotationRange: 40 } as unknown as typeof DEFAULTS.augment;
  expect(
    haveSameSettings({ ...DEFAULTS, augment }, { ...DEFAULTS, augment: { ...(augment as object) } }),
  ).toBe(true);
  expect(haveSameSettings(DEFAULTS, { ...DEFAULTS, epochs: 31 })).toBe(false);
});
