import { expect, it } from 'vitest';
import { listPictures } from './picture-list';

it('lists the pictures of all folders in Keras’s order, and counts other files', () => {
  const { paths, warnings } = listPictures([
    'b/2.PNG',
    'a/deep/1.jpg',
    'top.bmp',
    'a/1.webp',
    'a/notes.txt',
    '.git/3.png',
    '__MACOSX/4.png',
  ]);
  // Reading a WebP tells why it cannot be read.
  expect(paths).toEqual(['a/1.webp', 'a/deep/1.jpg', 'b/2.PNG', 'top.bmp']);
  expect(warnings.map(({ text }) => text)).toEqual([
    'Hidden files were skipped (2): .git/3.png, __MACOSX/4.png',
    'Files that are not pictures were skipped (1): a/notes.txt',
  ]);
});
