/** Where the visitor's own rows of text and label are kept, for whoever opens files. */
export const OWN_TEXTS = 'own/texts';

/** Where the visitor's own running text is kept. */
export const OWN_TEXT = 'own/text';

/** Where the visitor's own pictures are kept. */
export const OWN_PICTURES = 'own/pictures';
