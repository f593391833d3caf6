/** Tile shapes of the products, chosen from a product's shape and the adapter's limits. Nothing is measured here. */

/** Sizes count groups of four rows or columns: the vectors that shared memory holds. */
export interface Tile {
  /** Groups of rows, and of columns, that one thread sums. */
  threadRows: number;
  threadColumns: number;
  /** Threads along the rows, and along the columns. */
  rows: number;
  columns: number;
  /** Steps along the summed dimension between two barriers. */
  depth: number;
  /** Neighbours in a subgroup that share a row and hand each other its values; 1 where each reads them for itself. */
  lanes: number;
}

/** What a tile must keep to. */
export interface TileLimits {
  maxComputeInvocationsPerWorkgroup: number;
  maxComputeWorkgroupStorageSize: number;
  /** Lanes that every subgroup has at least; 1 where subgroups are not to be used. */
  lanes: number;
}

/** A product in groups of four rows and columns. */
export interface ProductShape {
  rowGroups: number;
  columnGroups: number;
  depth: number;
}

/** Vector accumulators of one thread: 24 of them are 96 registers. */
const MOST_GROUPS = 6;
/** Shared memory that leaves room for a second workgroup on every GPU that is known. */
const SHARED_BYTES = 16384;
/** Workgroups that keep a large GPU busy: two on each of its 132 to 144 processors. */
const BUSY = 264;
/** What a vector from shared memory, and a value from memory, cost in multiply-adds: read off instruction counts. */
const SHARED_COST = 8;
const LOAD_COST = 25;

/** Bytes of shared memory, with the padding that keeps writes out of each other's bank. */
export function sharedBytes(tile: Tile): number {
  return 16 * tile.depth * (tile.threadRows * tile.rows + tile.threadColumns * tile.columns + 2);
}

/**
 * The tile that needs the least work for a product, padding included.
 *
 * @param splits Whether the summed dimension may be cut to make more workgroups.
 */
export function chooseTile(shape: ProductShape, limits: TileLimits, splits: boolean): Tile {
  let best: Tile | null = null;
  let least = Infinity;
  for (const tile of candidates(limits)) {
    const cost = costOf(tile, shape, splits);
    if (cost < least) [best, least] = [tile, cost];
  }
  if (!best) throw new Error('internal: no tile fits the adapter');
  return best;
}

function* candidates(limits: TileLimits): Generator<Tile> {
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, 256);
  const shared = Math.min(limits.maxComputeWorkgroupStorageSize, SHARED_BYTES);
  for (const threadRows of [1, 2, 3]) {
    for (const threadColumns of [1, 2, 3]) {
      if (threadRows * threadColumns > MOST_GROUPS) continue;
      for (const columns of [1, 2, 3, 4, 8, 9, 16]) {
        for (const rows of [4, 8, 16, 32, 64]) {
          for (const depth of [8, 16]) {
            const lanes = isPowerOfTwo(columns) ? Math.min(columns, depth, limits.lanes) : 1;
            const tile = { threadRows, threadColumns, rows, columns, depth, lanes };
            const threads = rows * columns;
            if (threads < 32 || threads > most || threads % depth !== 0) continue;
            if (sharedBytes(tile) <= shared) yield tile;
          }
        }
      }
    }
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/** Instructions of all threads, times what is lost when processors stay idle. */
function costOf(tile: Tile, shape: ProductShape, splits: boolean): number {
  const { threadRows, threadColumns, rows, columns, depth } = tile;
  const [tileRows, tileColumns] = [threadRows * rows, threadColumns * columns];
  const tiles = Math.ceil(shape.rowGroups / tileRows) * Math.ceil(shape.columnGroups / tileColumns);
  const threads = rows * columns;
  const warps = Math.ceil(threads / 32) * 32;
  const sums = 16 * threadRows * threadColumns + SHARED_COST * (threadRows + threadColumns);
  const loads = ((tileRows + tileColumns) / threads) * LOAD_COST;
  const deep = Math.ceil(shape.depth / depth) * depth;
  const busy = splits ? tiles * Math.max(1, Math.floor(shape.depth / 64)) : tiles;
  return tiles * warps * deep * (sums + loads) * Math.max(1, BUSY / busy);
}

/** How the summed dimension is cut so that there are workgroups enough: the length of a part, whole in `tile.depth`. */
export function splitDepth(tile: Tile, shape: ProductShape): number {
  const tileRows = tile.threadRows * tile.rows;
  const tileColumns = tile.threadColumns * tile.columns;
  const tiles = Math.ceil(shape.rowGroups / tileRows) * Math.ceil(shape.columnGroups / tileColumns);
  const parts = Math.max(1, Math.min(Math.ceil((2 * BUSY) / tiles), Math.floor(shape.depth / 64)));
  return Math.ceil(shape.depth / parts / tile.depth) * tile.depth;
}
