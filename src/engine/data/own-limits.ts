/** Rows and columns of a visitor's picture as it is kept. */
export const OWN_SIDE = 32;

/** Classes of pictures. */
export const LEAST_CLASSES = 2;
export const MOST_CLASSES = 10;

/** Pictures of a class, and of all together. */
export const LEAST_PER_CLASS = 5;
export const MOST_PICTURES = 2000;

/** Characters of a class's name. */
export const LONGEST_NAME = 40;
