/** A number of pieces with separators, as in 12,345. */
const count = (n: number): string => n.toLocaleString('en');

/** What the places say where a visitor brings data to train on. */
export const ownEn = {
  own: {
    notInLink:
      'Your own data is not in it: elsewhere the link opens only after data has been loaded there.',
    texts: {
      help: 'Rows of a text and a label, separated by a comma, in UTF-8. Choose a CSV file or drop it here. It stays in this browser and is not part of a link.',
      file: 'Choose a file…',
      paste: 'Or paste rows',
      placeholder: 'A text,label\n"A text, with a comma",other label',
      use: 'Use these rows',
      remove: 'Remove my texts',
      read: (rows: number, labels: number): string =>
        `${count(rows)} rows with ${labels} labels are in use.`,
    },
    text: {
      help: 'Or a text of your own, of 2,000 characters or more, in UTF-8: choose a .txt file or drop it here. It stays in this browser and is not part of a link.',
      file: 'Choose a file…',
      paste: 'Or paste text',
      placeholder: 'A story, poems, a program …',
      use: 'Use this text',
      remove: 'Remove my text',
      read: (characters: number, distinct: number, replaced: number): string =>
        `${count(characters)} characters, ${count(distinct)} different ones, are in use.${
          replaced === 0
            ? ''
            : ` Read as “�”, because too rare or only in the held-out end: ${count(replaced)}.`
        }`,
    },
    pictures: {
      help: 'Two to ten classes of at least five pictures each. Drop files onto a class, or a folder with a folder for each class. Pictures are made 32×32 here, stay in this browser, and are not part of a link.',
      newClass: (number: number): string => `Class ${number}`,
      nameOf: (number: number): string => `Name of class ${number}`,
      addClass: 'Add a class',
      removeClass: (name: string): string => `Remove the class “${name}”`,
      pictures: (n: number): string => (n === 1 ? '1 picture' : `${count(n)} pictures`),
      files: 'Files…',
      filesFor: (name: string): string => `Picture files for “${name}”`,
      folder: 'Folder…',
      folderHelp: 'A folder with a folder of pictures for each class',
      camera: 'Camera',
      cameraFor: (name: string): string => `Camera for “${name}”`,
      cameraPicture: 'What the camera sees',
      takePicture: 'Take picture',
      closeCamera: 'Close',
      cameraName: (number: number): string => `Camera picture ${number}`,
      removePicture: (name: string): string => `Remove “${name}”`,
      showAll: 'Show all',
      use: 'Train on these pictures',
      removeAll: 'Remove all my pictures',
      removed: (name: string): string => `“${name}” is removed.`,
      removedAll: 'All your pictures are removed.',
      undo: 'Take it back',
      reading: (done: number, total: number): string =>
        `Reading picture ${count(done)} of ${count(total)} …`,
      added: (n: number): string => (n === 1 ? '1 picture added.' : `${count(n)} pictures added.`),
      known: (names: string): string => `Already there: ${names}.`,
      inUse: (pictures: number, classes: number): string =>
        `${count(pictures)} pictures in ${classes} classes are in use.`,
      fileProblem: (name: string, problem: string): string => `“${name}”: ${problem}`,
      more: (n: number): string => `and ${count(n)} more`,
      tooMany: (n: number, most: number): string =>
        `That would be ${count(n)} pictures; at most ${count(most)} can be used in all.`,
      tooManyClasses: (n: number, most: number): string =>
        `That would be ${n} classes; at most ${most} can be told apart here.`,
      noPictures: 'There are no pictures in it.',
      whichClass: 'Drop the files onto one of the classes.',
      cameraProblem: {
        absent: 'No camera was found. Picture files can be chosen instead.',
        notAllowed:
          'The browser does not let this page use the camera. Allow it in the address bar, or choose picture files.',
        busy: 'The camera cannot be used now; another program may have it.',
      },
    },
  },
};

export type OwnMessages = typeof ownEn;
