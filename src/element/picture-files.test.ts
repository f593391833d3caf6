import { describe, expect, it } from 'vitest';
import { droppedFiles, isPicture, sourceOf } from './picture-files';
import { DataChoice, type PictureClass } from './trainer/data-choice';

const file = (path: string) => ({ path, blob: new File(['x'], path.split('/').pop() as string) });
const pathsOf = (source: ReturnType<typeof sourceOf>) =>
  source?.kind === 'files' ? source.files.map(({ path }) => path) : source?.kind;

describe('sourceOf', () => {
  it('takes one zip or npz as an archive', () => {
    expect(sourceOf([file('data.ZIP')])).toMatchObject({ kind: 'archive', name: 'data.ZIP' });
    expect(sourceOf([])).toBeNull();
  });

  it('takes a folder by itself as the data set, several as its classes', () => {
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

  it('reads folders to the bottom', async () => {
    const picture = new File([], '0.png');
    const entry = { isFile: true, name: '0.png', file: (give: (file: File) => void) => give(picture) };
    expect(await droppedFiles(dropOf(folderOf(entry)))).toEqual([{ path: 'cats/0.png', blob: picture }]);
  });

  it('names what cannot be read', async () => {
    const file = {
      isFile: true,
      name: '0.png',
      file: (_: unknown, fail: (why: Error) => void) => fail(gone),
    };
    const refused = droppedFiles(dropOf(folderOf(file)));
    await expect(refused).rejects.toThrow('path=cats/0.png. It was moved.');
    await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
    const readEntries = (_: unknown, fail: (why: Error) => void) => fail(gone);
    const folder = { name: 'dogs', createReader: () => ({ readEntries }) };
    await expect(droppedFiles(dropOf(folder))).rejects.toThrow('path=dogs. It was moved.');
  });
});

describe('isPicture', () => {
  it('knows what Pupila decodes', () => {
    const names = ['a.png', 'b.JPG', 'c.tiff', 'd.webp', 'png'];
    expect(names.map((name) => isPicture(new File([], name)))).toEqual([true, true, true, false, false]);
  });
});

describe('DataChoice', () => {
  const nameOf = (index: number) => `Class ${index + 1}`;

  it('takes what the page gave until the reader chooses', () => {
    const choice = new DataChoice(() => undefined);
    const given = { kind: 'url', url: 'data.zip' } as const;
    expect(choice.source(given, nameOf)).toBe(given);
    choice.choose('file');
    expect(choice.source(given, nameOf)).toBeNull();
  });

  it('makes folders of classes: names without slashes and dots in front, pictures in their order', () => {
    const choice = new DataChoice(() => undefined);
    choice.choose('classes');
    const [first, second] = choice.classes as [PictureClass, PictureClass];
    choice.rename(0, ' ../cats/tabby ');
    choice.addPictures(first, [new File([], 'b.png'), new File([], 'a.png'), new File([], 'notes.txt')]);
    expect(choice.leftOut).toBe(1);
    expect(choice.source(null, nameOf)).toBeNull();
    choice.addPictures(second, [new File([], 'a.png')]);
    expect(pathsOf(choice.source(null, nameOf))).toEqual([
      '-cats-tabby/00000-b.png',
      '-cats-tabby/00001-a.png',
      'Class 2/00000-a.png',
    ]);
    choice.rename(1, '-cats-tabby');
    expect(choice.source(null, nameOf)).toBeNull();
  });
});
