/** custom-elements.json describes what is shipped, and what is shipped can be imported without a DOM. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { readJson } from './support';

type Named = { name: string }[];
interface Manifest {
  modules: {
    declarations: {
      name: string;
      tagName?: string;
      attributes?: Named;
      members?: Named;
      events?: Named;
      cssParts?: Named;
      cssProperties?: Named;
    }[];
  }[];
}
const namesOf = (list: Named = []): string[] => list.map(({ name }) => name);

test('every element is described: observed attributes, properties, events, parts', async () => {
  const script = `
    const modules = await Promise.all(['element', 'lesson'].map((name) => import('./dist/lib/' + name + '/index.js')));
    const classes = modules
      .flatMap((all) => Object.entries(all))
      .filter(([, each]) => 'observedAttributes' in each);
    console.log(JSON.stringify(classes.map(([name, { observedAttributes }]) => [name, observedAttributes.sort()])));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const classes = JSON.parse(stdout) as [string, string[]][];
  expect(classes).toHaveLength(8);

  const { modules } = readJson<Manifest>('dist/custom-elements.json');
  const declarations = modules.flatMap((module) => module.declarations);
  const described = classes.map(([name]) => declarations.find((declaration) => declaration.name === name));
  expect(described.map((one) => [one?.name, namesOf(one?.attributes).sort()])).toEqual(classes);
  expect(described.map((one) => one?.tagName).filter(Boolean)).toEqual([
    'pupila-trainer',
    'pupila-augmentation-lab',
    'pupila-convolution-lab',
    'pupila-feature-maps',
    'pupila-layer-lab',
    'pupila-network-lab',
    'pupila-pooling-lab',
  ]);
  for (const one of described) expect(namesOf(one?.cssProperties)).toContain('--pupila-accent');
  for (const one of described.slice(2)) {
    const edited = one?.tagName === 'pupila-network-lab' ? ['pupila-edited'] : [];
    expect(namesOf(one?.events)).toEqual(['pupila-carry', ...edited]);
  }
  expect(namesOf(described[1]?.events)).toContain('pupila-epoch');
  expect(namesOf(described[1]?.cssParts)).toContain('matrix');
  expect(namesOf(described[1]?.members)).toContain('save');
});
