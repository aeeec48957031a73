// The attribute `dataset` of a crop whose cohort nobody named. It tells nobody apart when the file is read again.

export const OWN_DATASET = 'osteograde';
