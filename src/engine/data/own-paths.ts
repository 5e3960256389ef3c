/** Where the visitor's own rows of text and label are kept, for whoever opens files. */
export const OWN_TEXTS = 'own/texts';
