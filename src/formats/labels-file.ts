/** Names of the files beside a model that name its classes. */
export const METADATA_JSON = 'metadata.json';
export const LABELS_TXT = 'labels.txt';
