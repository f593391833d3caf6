import { expect, it } from 'vitest';
import { DataChoice, type PictureClass } from './data-choice';

it('keeps pictures with their class when another is removed, and removes them with it', async () => {
  const png = (name: string) => new File([Uint8Array.of(0x89), 'PNG\r\n\x1a\n'], name);
  const choice = new DataChoice(() => undefined);
  choice.addClass();
  const [first, second, third] = choice.classes.slice() as [PictureClass, PictureClass, PictureClass];
  choice.removeClass(0);
  await choice.addPictures(second, [png('a.png')]);
  await choice.addPictures(first, [png('b.png')]);
  expect([first, second, third].map(({ pictures }) => pictures.length)).toEqual([0, 1, 0]);
});
