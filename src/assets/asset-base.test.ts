import { expect, it, vi } from 'vitest';
import { assetBase, setAssetBase } from './asset-base';

vi.stubGlobal('document', { baseURI: 'https://example.org/course/page.html' });

it.each([
  ['/pupila/', 'https://example.org/pupila/'],
  ['pupila', 'https://example.org/course/pupila/'],
  ['.', 'https://example.org/course/'],
  ['https://cdn.example.org/pupila?v=2', 'https://cdn.example.org/pupila/?v=2'],
])('takes %s', (url, address) => {
  setAssetBase(url);
  expect(assetBase()).toBe(address);
});

it.each(['', 'https://', null, undefined])('refuses %o', (url) => {
  setAssetBase('/before/');
  expect(() => setAssetBase(url as string)).toThrow(
    "`url` must be the address of a folder, such as '/pupila/'.",
  );
  expect(assetBase()).toBe('https://example.org/before/');
});
