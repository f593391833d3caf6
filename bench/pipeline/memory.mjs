/** How much memory the browser's processes take together, at most, from `/proc` (Linux; elsewhere null). */
import { clearInterval, setInterval } from 'node:timers';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const EVERY_MS = 200;

/** Watches the processes that this one started, itself apart, until `stop`, which gives their largest sum in MiB. */
export function peakMemory() {
  let peak = null;
  const look = () => {
    const sum = memoryOf();
    if (sum !== null) peak = Math.max(peak ?? 0, sum);
  };
  const timer = setInterval(look, EVERY_MS);
  look();
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function memoryOf() {
  if (!existsSync('/proc/self/smaps_rollup')) return null;
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = read(`/proc/${pid}/status`, /^PPid:\s*(\d+)/m);
    if (parent) parents.set(pid, parent);
  }
  const isOurs = (parent) =>
    parent === String(process.pid) || (parents.has(parent) && isOurs(parents.get(parent)));
  // Memory that processes share counts in parts.
  const own = (pid) => Number(read(`/proc/${pid}/smaps_rollup`, /^Pss:\s*(\d+)/m) ?? 0);
  return (
    [...parents]
      .filter(([, parent]) => isOurs(parent))
      .map(([pid]) => pid)
      .reduce((sum, pid) => sum + own(pid), 0) / 1024
  );
}

/** A process may end between two looks. */
function read(file, pattern) {
  try {
    return pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
