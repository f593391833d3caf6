import { describe, expect, it } from 'vitest';
import { shared as en } from '../i18n/en/shared';
import { formatsOf } from '../i18n/locale';
import { rejectForeign } from './picture-content';
import { droppedFiles, sortPictures, sourceOf } from './picture-files';
import type { ReaderError } from './reader-error';
import { DataChoice, type PictureClass } from './trainer/data-choice';

const file = (path: string) => ({ path, blob: new File(['x'], path.split('/').pop() as string) });
const pathsOf = (source: ReturnType<typeof sourceOf>) =>
  source?.kind === 'files' ? source.files.map(({ path }) => path) : source?.kind;

describe('sourceOf', () => {
  it('takes one zip or npz as an archive', () => {
    expect(sourceOf([file('data.ZIP')])).toMatchObject({ kind: 'archive', name: 'data.ZIP' });
    expect(sourceOf([])).toBeNull();
  });

  it('takes a single folder as the data set and several folders as its classes', () => {
    const one = sourceOf([file('pets/cats/0.png'), file('pets/dogs/0.png'), file('pets/loose.png')]);
    expect(one).toMatchObject({ kind: 'files', name: 'pets' });
    expect(pathsOf(one)).toEqual(['cats/0.png', 'dogs/0.png', 'loose.png']);
    expect(pathsOf(sourceOf([file('cats/0.png'), file('dogs/0.png')]))).toEqual(['cats/0.png', 'dogs/0.png']);
  });
});

describe('droppedFiles', () => {
  const dropOf = (entry: object) =>
    ({ items: [{ webkitGetAsEntry: () => entry, getAsFile: () => null }] }) as unknown as DataTransfer;
  const folderOf = (...children: object[]) => ({
    name: 'cats',
    createReader: () => ({ readEntries: (give: (some: object[]) => void) => give(children.splice(0)) }),
  });
  const gone = new Error('It was moved.');

  it('reads folders recursively', async () => {
    const picture = new File([], '0.png');
    const entry = { isFile: true, name: '0.png', file: (give: (file: File) => void) => give(picture) };
    expect(await droppedFiles(dropOf(folderOf(entry)))).toEqual([{ path: 'cats/0.png', blob: picture }]);
  });

  it('names the path that cannot be read', async () => {
    const file = {
      isFile: true,
      name: '0.png',
      file: (_: unknown, fail: (why: Error) => void) => fail(gone),
    };
    const refused = droppedFiles(dropOf(folderOf(file)));
    await expect(refused).rejects.toThrow('It was moved. Received: path=cats/0.png');
    await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
    const readEntries = (_: unknown, fail: (why: Error) => void) => fail(gone);
    const folder = { name: 'dogs', createReader: () => ({ readEntries }) };
    await expect(droppedFiles(dropOf(folder))).rejects.toThrow('It was moved. Received: path=dogs');
  });
});

const png = (name: string) => new File([Uint8Array.of(0x89), 'PNG\r\n\x1a\n'], name);
const webp = (name: string) => new File(['RIFF\x1a\0\n\0WEBPVP8 '], name);

describe('sortPictures', () => {
  it('detects pictures by content, not by name', async () => {
    const { pictures, skipped } = await sortPictures([
      png('a.png'),
      webp('b.jpg'),
      png('c.webp'),
      webp('d.webp'),
      new File(['hello'], 'notes.png'),
    ]);
    expect(pictures.map(({ name }) => name)).toEqual(['a.png', 'c.webp']);
    expect(skipped).toEqual([
      { name: 'b.jpg', format: 'WebP' },
      { name: 'd.webp', format: 'WebP' },
      { name: 'notes.png', format: null },
    ]);
  });
});

describe('rejectForeign', () => {
  it('names the format that Pupila does not decode', async () => {
    await expect(rejectForeign(png('a.webp'), 'a.webp')).resolves.toBeUndefined();
    const error: unknown = await rejectForeign(webp('foto.webp'), 'foto.webp').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'bad-image' });
    expect((error as ReaderError).say(en, formatsOf('en'))).toBe(
      'foto.webp is a WebP picture: Pupila reads PNG, JPEG, BMP, PPM and TIFF.',
    );
  });
});

describe('DataChoice', () => {
  const nameOf = (index: number) => `Class ${index + 1}`;

  it("uses the page's data until the reader chooses", () => {
    const choice = new DataChoice(() => undefined);
    const given = { kind: 'url', url: 'data.zip' } as const;
    expect(choice.source(given, nameOf)).toBe(given);
    choice.choose('file');
    expect(choice.source(given, nameOf)).toBeNull();
  });

  it('names pictures of other formats in a folder', async () => {
    const choice = new DataChoice(() => undefined);
    const files = [png('a.png'), webp('b.webp'), new File(['hello'], 'notes.txt')];
    await choice.pick(files.map((blob) => ({ path: `cats/${blob.name}`, blob })));
    expect(choice.skipped).toEqual([{ name: 'b.webp', format: 'WebP' }]);
    await choice.pick([{ path: 'data.zip', blob: new File([], 'data.zip') }]);
    expect(choice.skipped).toEqual([]);
  });

  it('converts classes to folders: names without slashes or leading dots, pictures in order', async () => {
    const choice = new DataChoice(() => undefined);
    choice.choose('classes');
    const [first, second] = choice.classes as [PictureClass, PictureClass];
    choice.rename(0, ' ../cats/tabby ');
    void choice.addPictures(first, [png('b.png'), png('a.webp'), new File([], 'notes.txt')]);
    expect(first.skipped).toEqual([]);
    await choice.addPictures(second, []);
    expect(first.skipped).toEqual([{ name: 'notes.txt', format: null }]);
    await choice.addPictures(first, [png('c.png')]);
    expect(first.skipped).toEqual([]);
    expect(choice.source(null, nameOf)).toBeNull();
    await choice.addPictures(second, [png('a.png')]);
    expect(pathsOf(choice.source(null, nameOf))).toEqual([
      '-cats-tabby/00000-b.png',
      '-cats-tabby/00001-a.webp.png',
      '-cats-tabby/00002-c.png',
      'Class 2/00000-a.png',
    ]);
    choice.rename(1, '-cats-tabby');
    expect(choice.source(null, nameOf)).toBeNull();
  });
});
