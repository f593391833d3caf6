import { describe, expect, it } from 'vitest';
import type { DatasetInfo } from '../../index';
import { code as en } from '../../i18n/en/code';
import { code as es } from '../../i18n/es/code';
import { type DataChoiceForCode, codeDataFor, dataNotes, separateFolders } from './code-data';

const dataset = (root: string, more: Partial<DatasetInfo> = {}): DatasetInfo => ({
  name: 'own.zip',
  classes: ['circles', 'squares'],
  imageShape: [150, 150, 3],
  bytes: true,
  training: { root, samples: 4, filenames: [], labels: new Int32Array(4), imageBytes: 1 },
  validation: null,
  warnings: [],
  skipped: [],
  ...more,
});
const choice = (more: Partial<DataChoiceForCode>): DataChoiceForCode => ({
  dataset: null,
  dataName: null,
  byClass: null,
  isGiven: false,
  ...more,
});
const notesOf = (chosen: DataChoiceForCode, others: DataChoiceForCode[] = [], words: typeof es = en) =>
  dataNotes(chosen, separateFolders([...others, chosen]), {}, words);

describe('where the data of the code lie', () => {
  it('is the folder of the zip if its class folders are in no other', () => {
    expect(notesOf(choice({ dataset: dataset('') }))).toEqual(['Data: own.zip (unpacked into own)']);
    expect(notesOf(choice({ dataset: dataset('own/') }))).toEqual(['Data: own.zip (unpacked)']);
    expect(notesOf(choice({ dataset: dataset('train/') }))).toEqual(['Data: own.zip (unpacked)']);
    const folder = choice({ dataset: dataset('', { name: 'own' }) });
    expect(notesOf(folder)).toEqual(['Data: own']);
  });

  it('is that folder also as long as a zip is not read', () => {
    expect(notesOf(choice({ dataName: 'own.zip' }))).toEqual([
      'Data: own.zip (unpacked into own)',
      en.unreadFolders,
    ]);
    expect(notesOf(choice({}))).toEqual(['Data: data.zip (unpacked)']);
  });

  it("is known of the page's own data if they lie in folders like the course's", () => {
    const given = choice({ dataName: 'few.zip', isGiven: true });
    expect(notesOf(given)).toEqual(['Data: few.zip (unpacked)', en.unreadFolders]);
    const known = { ...given, hasCourseFolders: true };
    expect(notesOf(known)).toEqual(['Data: few.zip (unpacked)']);
    // Other data are read as they come.
    expect(notesOf({ ...known, isGiven: false })).toContain(en.unreadFolders);
  });

  it('is a folder for each class of pictures that were added class by class', () => {
    const byClass = choice({ dataName: 'squares, circles', byClass: 2 });
    expect(notesOf(byClass, [], es)).toEqual([
      'Datos: tus imágenes, en estas carpetas: data/squares, data/circles',
    ]);
    const read = { ...byClass, dataset: dataset('', { name: 'squares, circles' }) };
    expect(notesOf(read)).toEqual(['Data: your pictures, in these folders: data/circles, data/squares']);
    const other = choice({ dataset: dataset('') });
    expect(notesOf(read, [other])).toEqual(notesOf(read));
    expect(notesOf(other, [read])).toEqual(['Data: own.zip (unpacked into own)']);
    expect(notesOf({ ...byClass, dataName: 'red, round, square' })).toEqual([
      'Data: your pictures, in these folders: data/…',
    ]);
  });

  it('is where the code looks for them', () => {
    for (const chosen of [
      choice({ dataset: dataset('') }),
      choice({ dataName: 'own.zip' }),
      choice({ dataName: 'circles, squares', byClass: 2 }),
    ]) {
      const data = codeDataFor(chosen, new Map(), {}, 2);
      expect(data).toMatchObject({ training: '' });
      const { folder = 'own' } = data as { folder?: string };
      expect(notesOf(chosen)[0]).toMatch(
        new RegExp(`into ${folder}\\)|: ${folder}/circles, ${folder}/squares$`),
      );
    }
  });
});
