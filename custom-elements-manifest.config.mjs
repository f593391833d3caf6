/** custom-elements.json: what the elements offer, for editors and documentation. Files named `pupila-*` are elements. */

const PATH = 'dist/element.js';

/**
 * One module, the one that is shipped, instead of the files it was written in; only what a page can use; and without
 * what the analyzer takes the helpers of `PupilaElement` for.
 */
const shipped = {
  name: 'shipped-module',
  packageLinkPhase({ customElementsManifest: manifest }) {
    const declarations = manifest.modules
      .flatMap((module) => module.declarations ?? [])
      .filter(({ customElement }) => customElement);
    for (const declaration of declarations) {
      const { members = [], events = [], tagName } = declaration;
      declaration.members = members.filter(({ privacy }) => !['private', 'protected'].includes(privacy));
      declaration.events = events.filter(({ name }) => tagName && name.startsWith('pupila-'));
    }
    const exports = declarations.flatMap(({ name, tagName }) => {
      const declaration = { name, module: PATH };
      const definition = { kind: 'custom-element-definition', name: tagName, declaration };
      return [{ kind: 'js', name, declaration }, ...(tagName ? [definition] : [])];
    });
    const module = { kind: 'javascript-module', path: PATH, declarations, exports };
    const text = JSON.stringify(module).replace(/"\/?src\/element\/[^"]*"/g, JSON.stringify(PATH));
    manifest.modules = [JSON.parse(text)];
  },
};

export default {
  globs: ['src/element/**/pupila-*.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [shipped],
};
