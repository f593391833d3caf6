/**
 * The groups of variables in Keras's `.weights.h5`, by the paths of Keras 3: `layers/conv2d_1/vars`, `optimizer/vars`.
 *
 * Keras 2.12 to 2.14 write `_layer_checkpoint_dependencies/conv2d_2/vars`, on Windows with `\`. In the numbers of 2.12 each
 * layer with weights counts twice.
 */
import type { Group } from 'h5wasm';
import { type Hdf5Array, readArray } from './hdf5';

/** Groups that contain arrays named '0', '1', … */
export type WeightStore = ReadonlyMap<string, Group>;

/** What Keras before 2.15 calls `layers`. */
const OLD_LAYERS = '_layer_checkpoint_dependencies';

/** Returns all groups of variables in a file, also empty ones. */
export function weightStoreIn(file: Group): WeightStore {
  const groups = new Map<string, Group>();
  collect(file, '', groups);
  const kinds = numbersOf([...groups.keys()]);
  return new Map([...groups].map(([path, group]) => [currentPath(path, kinds), group]));
}

/** Returns the arrays of a group in order. None if the file does not have the group. */
export function arraysOf(store: WeightStore, path: string): Hdf5Array[] {
  const group = store.get(path);
  const count = group?.keys().length ?? 0;
  return Array.from({ length: count }, (_, i) => readArray(group as Group, String(i)) as Hdf5Array);
}

/** Counts the layers that have variables. */
export function layerCount(store: WeightStore): number {
  return [...store].filter(
    ([path, group]) => /^(layers\/[^/]+\/)+vars$/.test(path) && group.keys().length > 0,
  ).length;
}

function collect(parent: Group, path: string, groups: Map<string, Group>): void {
  for (const name of parent.keys()) {
    const child = parent.get(name);
    if (!child || 'value' in child) continue;
    const childPath = path + name.replaceAll('\\', '/');
    if (/(^|\/)vars$/.test(childPath)) groups.set(childPath, child as Group);
    else collect(child as Group, `${childPath}/`, groups);
  }
}

/** Returns the numbers of the layers of each class in a group of layers of before 2.15, in order, by the path without them. */
function numbersOf(paths: readonly string[]): ReadonlyMap<string, number[]> {
  const numbers = new Map<string, Set<number>>();
  for (const path of paths) {
    path.split('/').forEach((name, i, names) => {
      if (names[i - 1] !== OLD_LAYERS) return;
      const [kind, number] = numbered(names.slice(0, i), name);
      numbers.set(kind, (numbers.get(kind) ?? new Set()).add(number));
    });
  }
  return new Map([...numbers].map(([kind, each]) => [kind, [...each].sort((a, b) => a - b)]));
}

function currentPath(path: string, kinds: ReadonlyMap<string, number[]>): string {
  const names = path.split('/');
  const renamed = names.map((name, i) => {
    if (name === OLD_LAYERS) return 'layers';
    if (names[i - 1] !== OLD_LAYERS) return name;
    const [kind, number] = numbered(names.slice(0, i), name);
    const place = kinds.get(kind)?.indexOf(number) ?? 0;
    return name.replace(/_\d+$/, '') + (place === 0 ? '' : `_${place}`);
  });
  return renamed.join('/');
}

/** Splits `conv2d_2` into its class, with the path of its group, and its number. */
function numbered(parents: readonly string[], name: string): [kind: string, number: number] {
  const [, kind = name, number = '0'] = /^(.*)_(\d+)$/.exec(name) ?? [];
  return [[...parents, kind].join('/'), Number(number)];
}
