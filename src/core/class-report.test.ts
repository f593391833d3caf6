/** The figures per class are scikit-learn's: fixtures/class_report.json has what it computes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ClassFigures, classReport } from './class-report';

const CASES = JSON.parse(readFileSync('fixtures/class_report.json', 'utf8')) as Record<
  string,
  { confusion: number[][]; classes: ClassFigures[] }
>;

it.each(Object.entries(CASES))('%s', (_, { confusion, classes }) => {
  const report = classReport(confusion);
  expect(report).toHaveLength(classes.length);
  for (const [i, figures] of classes.entries())
    for (const name of ['precision', 'recall', 'f1', 'support'] as const)
      expect(report[i]?.[name], name).toBeCloseTo(figures[name], 14);
});
