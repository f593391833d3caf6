/** The texts that all elements share, in English. */
export const shared = {
  code: 'Keras code for this',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Copying is not allowed here.',
  detail: 'Detail:',
  /** By the code of the error. */
  errors: {
    'invalid-argument': 'Something is set that cannot be.',
    'bad-archive': 'The file cannot be read: it is no zip, or it is damaged.',
    'no-images': 'There are no pictures in class folders.',
    'one-class': 'There is one class only. Training needs at least two folders with pictures.',
    'bad-image': 'A picture cannot be read: it is damaged, or no PNG, JPEG, BMP, PPM or TIFF.',
    'bad-model': 'The model cannot be used.',
    'backend-unavailable': 'What was to compute is not there in this browser.',
    'fetch-failed': 'The address does not answer, or does not let this page read it.',
    'worker-died': 'A worker stopped, perhaps for want of memory.',
    'device-lost': 'The GPU stopped answering.',
    aborted: 'It was stopped.',
    internal: 'Something went wrong inside Pupila.',
  },
};
