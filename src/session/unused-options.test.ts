import { expect, it } from 'vitest';
import type { PartInfo } from '../protocol/data-protocol';
import { unusedOptionWarnings } from './unused-options';

const OPTIONS = { validationFreq: 2, validationSteps: 3, metrics: [{ name: 'confusion_matrix' }] } as const;
const NONE = { validationFreq: null, validationSteps: null, metrics: null };

it('names the options that need validation pictures', () => {
  expect(unusedOptionWarnings({ validation: null }, OPTIONS).map(({ text }) => text)).toEqual([
    'Without validation pictures, `validationFreq` has no effect.',
    'Without validation pictures, `validationSteps` has no effect.',
    'Without validation pictures, `confusion_matrix` has no effect.',
  ]);
  expect(unusedOptionWarnings({ validation: null }, NONE)).toEqual([]);
  expect(unusedOptionWarnings({ validation: {} as PartInfo }, OPTIONS)).toEqual([]);
});
