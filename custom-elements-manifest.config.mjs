/** custom-elements.json: what the elements offer, for editors and documentation. Files named `pupila-*` are elements. */

/** Modules that are shipped, by the folder of the files that they are made of. */
const SHIPPED = { 'src/element/': 'dist/lib/element/index.js', 'src/lesson/': 'dist/lib/lesson/index.js' };

import { pathToFileURL } from 'node:url';

/** Properties that Lit keeps as state, by class: no attributes, and not for pages. */
const states = new Map();

/**
 * The modules that are shipped, instead of the files they were written in; only what a page can use; and without what
 * the analyzer takes the helpers of `PupilaElement` for.
 */
const shipped = {
  name: 'shipped-modules',
  analyzePhase({ ts, node }) {
    if (!ts.isPropertyAssignment(node) || !/\bstate: true\b/.test(node.initializer.getText())) return;
    let owner = node.parent;
    while (owner && !ts.isClassDeclaration(owner)) owner = owner.parent;
    if (!owner) return;
    const names = states.get(owner.name.text) ?? new Set();
    states.set(owner.name.text, names.add(node.name.getText()));
  },
  packageLinkPhase({ customElementsManifest: manifest }) {
    for (const { declarations } of manifest.modules) declarations?.forEach(addSettings);
    const modules = Object.entries(SHIPPED).map(([folder, path]) => {
      const files = manifest.modules.filter((module) => module.path.startsWith(folder));
      const declarations = files
        .flatMap((file) => file.declarations ?? [])
        .filter(({ customElement }) => customElement);
      for (const declaration of declarations) onlyWhatPagesUse(declaration);
      const exported = files
        .find((file) => file.path === `${folder}index.ts`)
        .exports.map(({ name }) => name);
      const exports = declarations
        .filter(({ name }) => exported.includes(name))
        .flatMap((declaration) => exportsOf(declaration, path));
      return { kind: 'javascript-module', path, declarations, exports };
    });
    const paths = /"\/?(src\/(?:element|lesson)\/)[^"]*"/g;
    const text = JSON.stringify(modules).replace(paths, (_, folder) => JSON.stringify(SHIPPED[folder]));
    manifest.modules = JSON.parse(text);
  },
};

/** The settings of `<pupila-trainer>`, which the table of options makes. The built library has them. */
const { SETTINGS } = await import(pathToFileURL('dist/lib/element/trainer/settings.js').href);

function addSettings(declaration) {
  if (declaration.name !== 'PupilaTrainer') return;
  for (const { name, attribute, row, field } of SETTINGS) {
    const initial = JSON.stringify(field.default ?? row.default);
    const description = `${row.text.en}. Default: ${row.absent?.en ?? initial}.`;
    const type = { text: row.choices?.map((choice) => `'${choice}'`).join(' | ') ?? TYPES[row.kind] };
    declaration.attributes.push({ name: attribute, fieldName: name, type, description, default: initial });
    declaration.members.push({ kind: 'field', name, attribute, type, description, default: initial });
  }
}

const TYPES = {
  integer: 'number',
  number: 'number',
  size: 'number',
  augmentation: "'course' | 'none' | ImageDataGeneratorOptions",
};

function onlyWhatPagesUse(declaration) {
  const { name: owner, members = [], attributes = [], events = [] } = declaration;
  const isState = (name) => states.get(owner)?.has(name) ?? false;
  declaration.members = members.filter(
    ({ name, privacy }) => !['private', 'protected'].includes(privacy) && !isState(name),
  );
  declaration.attributes = attributes.filter(({ name, fieldName }) => !isState(fieldName ?? name));
  declaration.events = events.filter(({ name }) => name.startsWith('pupila-'));
}

function exportsOf({ name, tagName }, path) {
  const declaration = { name, module: path };
  const definition = { kind: 'custom-element-definition', name: tagName, declaration };
  return [{ kind: 'js', name, declaration }, ...(tagName ? [definition] : [])];
}

export default {
  globs: [
    'src/{element,lesson}/**/pupila-*.ts',
    'src/{element,lesson}/index.ts',
    'src/lesson/picture-lab.ts',
  ],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [shipped],
};
