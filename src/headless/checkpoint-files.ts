/** Where a run's checkpoints are among its results. */
import { BEST_CHECKPOINT, CHECKPOINT_TURNS } from '../core/checkpoint-names';

export const CHECKPOINTS = 'checkpoints';
/** The path of a checkpoint in the run's folder. */
export const checkpointPath = (name: string): string => `${CHECKPOINTS}/${name}`;
export const CHECKPOINT_FILES = [...CHECKPOINT_TURNS, BEST_CHECKPOINT].map(checkpointPath);
