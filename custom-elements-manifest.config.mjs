/** Generates custom-elements.json, for editors and documentation. Files named `pupila-*` define elements. */

/** Published modules by source folder. */
const PUBLISHED = { 'src/element/': 'dist/lib/element/index.js', 'src/lesson/': 'dist/lib/lesson/index.js' };

import { pathToFileURL } from 'node:url';

/** Lit's internal state properties by class. They have no attribute and are not public. */
const states = new Map();

/**
 * Replaces source files by the published modules, and removes everything that is not public, including what the
 * analyzer wrongly infers from the helpers of `PupilaElement`.
 */
const publishedModules = {
  name: 'published-modules',
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
    const modules = Object.entries(PUBLISHED).map(([folder, path]) => {
      const files = manifest.modules.filter((module) => module.path.startsWith(folder));
      const declarations = files
        .flatMap((file) => file.declarations ?? [])
        .filter(({ customElement }) => customElement);
      for (const declaration of declarations) keepPublic(declaration);
      const exported = files
        .find((file) => file.path === `${folder}index.ts`)
        .exports.map(({ name }) => name);
      const exports = declarations
        .filter(({ name }) => exported.includes(name))
        .flatMap((declaration) => exportsOf(declaration, path));
      return { kind: 'javascript-module', path, declarations, exports };
    });
    const paths = /"\/?(src\/(?:element|lesson)\/)[^"]*"/g;
    const text = JSON.stringify(modules).replace(paths, (_, folder) => JSON.stringify(PUBLISHED[folder]));
    manifest.modules = JSON.parse(text);
  },
};

// The settings of `<pupila-trainer>` come from the table of options; only the built library can be imported here.
const { SETTINGS } = await import(pathToFileURL('dist/lib/element/trainer/settings.js').href);
const { TRAINING_TEXTS } = await import(pathToFileURL('build/page/option-texts.js').href);

function addSettings(declaration) {
  if (declaration.name !== 'PupilaTrainer') return;
  for (const { option, name, attribute, row, field } of SETTINGS) {
    const { text, absent } = TRAINING_TEXTS[option];
    const initial = JSON.stringify(field.default ?? row.default);
    const description = `${text.en}. Default: ${absent?.en ?? initial}.`;
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
  callbacks: 'string | (string | CallbackChoice)[]',
};

/** Keeps public members, attributes and events. */
function keepPublic(declaration) {
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
  plugins: [publishedModules],
};
