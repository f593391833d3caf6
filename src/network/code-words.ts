/** Where a data set comes from. */
export interface SourceWords {
  data(name: string): string;
  unpacked(name: string): string;
  unpackedInto(name: string, folder: string): string;
}

/** Comments and labels of the code, in the language of the reader. */
export interface CodeWords {
  /** What `picture.png` is. */
  pictureToPredict: string;
  /** Says that equal seeds do not give equal weights. */
  otherWeights: string;
  /** Says that the file of the network must be saved first. */
  saveFirst(file: string): string;
  /** Says that a file of weights must be opened as a model and saved as another file first. */
  convertFirst(name: string, file: string): string;
  /** Why batches are skipped. */
  skips: string;
  /** Labels of the curves. */
  training: string;
  validation: string;
  epoch: string;
  titles: { readonly loss: string; readonly accuracy: string };
}
