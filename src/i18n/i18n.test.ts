import { describe, expect, it } from 'vitest';
import { flat, loadTexts, textFiles } from './catalogues.testing';
import { layer as layerEn } from './en/layer';
import { layer as layerEs } from './es/layer';
import { formatsOf, localeOf } from './locale';

const placeholders = (text: string) => [...new Set(text.match(/⟨\d+⟩/g) ?? [])].sort();

describe('catalogues', () => {
  it('exist for the same components', () => {
    expect(textFiles('es')).toEqual(textFiles('en'));
    expect(textFiles('en').length).toBeGreaterThan(0);
  });

  it.each(textFiles('en'))('%s is complete in both languages', async (file) => {
    const [en, es] = [flat(await loadTexts('en', file)), flat(await loadTexts('es', file))];
    expect(es.map(([key]) => key).sort()).toEqual(en.map(([key]) => key).sort());
    const spanish = new Map(es);
    for (const [key, text] of [...en, ...es]) expect(text.trim(), key).toBe(text);
    for (const [key, text] of [...en, ...es]) expect(text, key).not.toBe('');
    for (const [key, text] of en) {
      expect(placeholders(spanish.get(key) as string), key).toEqual(placeholders(text));
    }
    // A size does not break across lines.
    for (const [key, text] of [...en, ...es]) expect(text, key).not.toMatch(/\d ×|× \d/);
  });
});

describe('texts with a number', () => {
  it('count one bias', () => {
    expect(layerEn.count('3', '1', '4')).toBe('3 weights + 1 bias = 4 parameters');
    expect(layerEs.count('3', '1', '4')).toBe('3 pesos + 1 sesgo = 4 parámetros');
    expect(layerEn.count('6', '2', '8')).toBe('6 weights + 2 biases = 8 parameters');
    expect(layerEs.count('6', '2', '8')).toBe('6 pesos + 2 sesgos = 8 parámetros');
  });
});

describe('formats', () => {
  const [en, es] = [formatsOf('en'), formatsOf('es')];
  const plain = (text: string) => text.replace(/\s/g, ' ');

  it('format numbers for the language', () => {
    expect(en.integer(5352281)).toBe('5,352,281');
    expect(es.integer(5352281)).toBe('5.352.281');
    expect(es.decimal(0.69314, 4)).toBe('0,6931');
    expect(es.decimal(0.5, 4, false)).toBe('0,5');
    expect(es.significant(Math.fround(0.001))).toBe('0,001');
    expect(plain(es.percent(0.785))).toBe('78,5 %');
    expect(en.percent(0.785)).toBe('78.5%');
  });

  it('format a large number with a power of ten, and say whether the text is exact', () => {
    expect(es.decimal(-10_987_653.42, 2)).toBe('-1,1\u00a0×\u00a010⁷');
    expect(en.decimal(3.3711e21, 4)).toBe('3.37\u00a0×\u00a010²¹');
    expect(en.significant(3.4e38, 16)).toBe('3.4\u00a0×\u00a010³⁸');
    const isExact = (value: number) => es.rounded(value, 2, false).isExact;
    expect([2e7, 0.25, 0.1 + 0.2, 255 * 9].map(isExact)).toEqual([true, true, true, true]);
    expect([-10_987_653.42, 1 / 9, 20_000_001].map(isExact)).toEqual([false, false, false]);
    expect([1e30, -1.5e9, 1_234_567, 100].map((value) => es.editable(value, 4))).toEqual([
      '1e30',
      '-1,5e9',
      '1234567',
      '100',
    ]);
  });

  it('format times in two units', () => {
    expect(en.duration(0)).toBe('0 sec');
    expect(en.duration(200)).toBe('3 min 20 sec');
    expect(plain(es.duration(3 * 3600 + 61))).toBe('3 h 1 min');
  });

  it('format sizes and lists', () => {
    expect(en.bytes(68_606_236)).toBe('68.6 MB');
    expect(es.list(['gatos', 'perros', 'zorros'])).toBe('gatos, perros y zorros');
  });

  it('find the language of a tag, with English as fallback', () => {
    expect(['es', 'es-MX', 'ES', 'en-GB', 'eskimo', 'fr', ''].map(localeOf)).toEqual([
      'es',
      'es',
      'es',
      'en',
      'en',
      'en',
      'en',
    ]);
    expect(formatsOf('not a tag').decimal(0.5, 1)).toBe('0.5');
  });
});

it('names classes without names in the language of the reader', () => {
  expect(['class 1', 'class 1a', 'cats'].map((name) => formatsOf('es').className(name))).toEqual([
    'clase 1',
    'class 1a',
    'cats',
  ]);
  expect(formatsOf('en').className('class 1')).toBe('class 1');
});
