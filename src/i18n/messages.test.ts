import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { message } from '../core/message';
import { messages } from './es/messages/index';
import { translate } from './translate';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The command line and its tasks are in English only. */
const ENGLISH_ONLY = /^src\/(cli|headless)\//;

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter(
      (path) => path.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(path) && !ENGLISH_ONLY.test(path),
    ),
);

interface Found {
  /** Every template that the code makes messages from. */
  templates: Set<string>;
  /** Texts of errors that are no messages, although they do not start with `internal:`. */
  plain: string[];
}

function collect(): Found {
  const found: Found = { templates: new Set(), plain: [] };
  for (const path of sources) {
    const text = readFileSync(ROOT + path, 'utf8');
    if (!/\bmessage`|PupilaError\(/.test(text)) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'message')
        found.templates.add(templateOf(node.template));
      if (ts.isNewExpression(node) && node.expression.getText() === 'PupilaError') {
        const said = node.arguments?.[1];
        const isText = said && (ts.isStringLiteralLike(said) || ts.isTemplateExpression(said));
        if (isText && !/^.internal: /.test(said.getText())) found.plain.push(`${path}: ${said.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  }
  return found;
}

function templateOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const spans = template.templateSpans.map(({ literal }, i) => `{${i}}${literal.text}`);
  return template.head.text + spans.join('');
}

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();

describe('messages in Spanish', () => {
  const { templates, plain } = collect();
  const entries = Object.entries(messages);

  it('exist for every message in the code', () => {
    expect(templates.size).toBeGreaterThan(150);
    expect([...templates].filter((template) => !(template in messages))).toEqual([]);
  });

  it('have no entry that the code does not use', () => {
    expect(entries.map(([template]) => template).filter((template) => !templates.has(template))).toEqual([]);
  });

  it.each(entries)('%s', (template, translated) => {
    expect(placeholders(translated)).toEqual(placeholders(template));
    expect(translated.trim()).toBe(translated);
    // The same end, so that messages fit into others.
    expect(/\.$/.test(translated)).toBe(/\.$/.test(template));
  });

  it('cover every error: no error has a plain English text', () => {
    expect(plain).toEqual([]);
  });
});

describe('translate', () => {
  const templates = {
    '{0} cannot be read: {1}.': '{0}: no se puede leer, porque {1}.',
    'it is empty': 'está vacío',
  };

  it('translates a message and those inside it', () => {
    expect(translate(message`${'a.png'} cannot be read: ${message`it is empty`}.`, templates)).toBe(
      'a.png: no se puede leer, porque está vacío.',
    );
  });

  it('keeps values, and English where there is no template', () => {
    expect(translate(message`${'it is empty'} cannot be read: ${'it is empty'}.`, templates)).toBe(
      'it is empty: no se puede leer, porque it is empty.',
    );
    expect(translate(message`${1} is unknown`, templates)).toBe('1 is unknown');
  });
});
