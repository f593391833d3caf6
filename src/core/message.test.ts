import { describe, expect, it } from 'vitest';
import { fillTemplate, message } from './message';

describe('message', () => {
  it('keeps its text, its template and its values', () => {
    const [name, count] = ['a {1} b', 3];
    expect(message`${name} has ${count} pictures.`).toEqual({
      text: 'a {1} b has 3 pictures.',
      template: '{0} has {1} pictures.',
      values: [name, count],
    });
    expect(message`Plain.`).toEqual({ text: 'Plain.', template: 'Plain.', values: [] });
  });

  it('contains other messages', () => {
    const rule = message`\`${'x'}\` must be a number`;
    const whole = message`${rule}. Received: ${'x=a'}`;
    expect(whole.text).toBe('`x` must be a number. Received: x=a');
    expect(whole.template).toBe('{0}. Received: {1}');
    expect(whole.values).toEqual([rule, 'x=a']);
  });

  it('is plain data', () => {
    const sent = message`${message`Inside`} of ${1}`;
    expect(structuredClone(sent)).toEqual(sent);
  });
});

it('fillTemplate takes the values in any order', () => {
  expect(fillTemplate('{1} de {0}, {1}', ['a', '2'])).toBe('2 de a, 2');
});
