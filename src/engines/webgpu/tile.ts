/** Selects the tile of a product from its shape and the adapter's limits, with a cost model instead of measurements. */

/** A tile. Sizes count groups of four rows or columns, the vectors in shared memory. */
export interface Tile {
  /** Row groups and column groups that one thread sums. */
  threadRows: number;
  threadColumns: number;
  /** Threads along the rows and along the columns. */
  rows: number;
  columns: number;
  /** Steps along the summed dimension between two barriers. */
  depth: number;
  /** Number of neighbours in a subgroup that share a row and exchange its values; 1 if each reads them itself. */
  lanes: number;
}

/** Limits of a tile. */
export interface TileLimits {
  maxComputeInvocationsPerWorkgroup: number;
  maxComputeWorkgroupStorageSize: number;
  /** Minimum number of lanes of a subgroup; 1 if subgroups should not be used. */
  lanes: number;
}

/** A product in groups of four rows and columns. */
export interface ProductShape {
  rowGroups: number;
  columnGroups: number;
  depth: number;
}

/** Maximum pairs of row and column groups per thread. Each has four vector accumulators: 24 vectors are 96 registers. */
const MAX_GROUPS = 6;
/** Limit of shared memory that leaves space for a second workgroup on all known GPUs. */
const SHARED_BYTES = 16384;
/** Number of workgroups that keep a large GPU busy: two for each of its 132 to 144 processors. */
const BUSY = 264;
/**
 * Costs in multiply-adds of reading a vector from shared memory and a value from memory, derived from instruction
 * counts.
 */
const SHARED_COST = 8;
const LOAD_COST = 25;

/** Bytes of shared memory, including the padding against bank conflicts. */
export function sharedBytes(tile: Tile): number {
  return 16 * tile.depth * (tile.threadRows * tile.rows + tile.threadColumns * tile.columns + 2);
}

/**
 * Selects the tile with the lowest estimated cost for a product, including padding.
 *
 * @param splits Whether the summed dimension may be split to get more workgroups.
 */
export function chooseTile(shape: ProductShape, limits: TileLimits, splits: boolean): Tile {
  let best: Tile | null = null;
  let lowest = Infinity;
  for (const tile of candidates(limits)) {
    const cost = costOf(tile, shape, splits);
    if (cost < lowest) [best, lowest] = [tile, cost];
  }
  if (!best) throw new Error('internal: no tile fits the adapter');
  return best;
}

function* candidates(limits: TileLimits): Generator<Tile> {
  const maxThreads = Math.min(limits.maxComputeInvocationsPerWorkgroup, 256);
  const shared = Math.min(limits.maxComputeWorkgroupStorageSize, SHARED_BYTES);
  for (const threadRows of [1, 2, 3]) {
    for (const threadColumns of [1, 2, 3]) {
      if (threadRows * threadColumns > MAX_GROUPS) continue;
      for (const columns of [1, 2, 3, 4, 8, 9, 16]) {
        for (const rows of [4, 8, 16, 32, 64]) {
          for (const depth of [8, 16]) {
            const lanes = isPowerOfTwo(columns) ? Math.min(columns, depth, limits.lanes) : 1;
            const tile = { threadRows, threadColumns, rows, columns, depth, lanes };
            const threads = rows * columns;
            if (threads < 32 || threads > maxThreads || threads % depth !== 0) continue;
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

/** Instructions of all threads, multiplied by a factor for idle processors. */
function costOf(tile: Tile, shape: ProductShape, splits: boolean): number {
  const { threadRows, threadColumns, rows, columns, depth } = tile;
  const [tileRows, tileColumns] = [threadRows * rows, threadColumns * columns];
  const tiles = Math.ceil(shape.rowGroups / tileRows) * Math.ceil(shape.columnGroups / tileColumns);
  const threads = rows * columns;
  const warps = Math.ceil(threads / 32) * 32;
  const sums = 16 * threadRows * threadColumns + SHARED_COST * (threadRows + threadColumns);
  const loads = ((tileRows + tileColumns) / threads) * LOAD_COST;
  const paddedDepth = Math.ceil(shape.depth / depth) * depth;
  const workgroups = splits ? tiles * Math.max(1, Math.floor(shape.depth / 64)) : tiles;
  return tiles * warps * paddedDepth * (sums + loads) * Math.max(1, BUSY / workgroups);
}

/** Splits the summed dimension to get enough workgroups. Returns the length of a part, a multiple of `tile.depth`. */
export function splitDepth(tile: Tile, shape: ProductShape): number {
  const tileRows = tile.threadRows * tile.rows;
  const tileColumns = tile.threadColumns * tile.columns;
  const tiles = Math.ceil(shape.rowGroups / tileRows) * Math.ceil(shape.columnGroups / tileColumns);
  const parts = Math.max(1, Math.min(Math.ceil((2 * BUSY) / tiles), Math.floor(shape.depth / 64)));
  return Math.ceil(shape.depth / parts / tile.depth) * tile.depth;
}
