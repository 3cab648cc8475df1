/** The progress of a backup or a restore. */

export interface Progress {
  readonly rows: number;
  readonly files: number;
  /** Of the files, as they are. */
  readonly bytes: number;
}

export const nothingDone: Progress = { rows: 0, files: 0, bytes: 0 };

/** Told from time to time; what it throws ends the work, with nothing kept. */
export type OnProgress = (progress: Progress) => void;
