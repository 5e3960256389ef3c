import { useEffect, useRef, useState } from 'react';
import { LEAST_CLASSES } from '../../../engine/data/own-limits';
import type { OwnPicture } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, ask, sessionStore } from '../../stores/session-store';
import {
  inOrder,
  keptOf,
  type PictureClass,
  type PlacedFile,
  withClass,
  withPictures,
} from './picture-classes';
import { few, readFiles, refusal } from './read-pictures';

interface Use {
  readonly inUse: boolean;
  readonly onChange: (use: boolean) => void;
}

/**
 * The visitor's classes of pictures: every change is checked and kept in this browser at once.
 * What went wrong, or well, is `problem` or `said`.
 */
export function usePictureClasses({ inUse, onChange }: Use) {
  const { own, setup, error: sentences } = useMessages();
  const { pictures: words } = own;
  const empty = (): readonly PictureClass[] => {
    let some: readonly PictureClass[] = [];
    while (some.length < LEAST_CLASSES) some = withClass(some, words.newClass);
    return some;
  };
  const [classes, setClasses] = useState<readonly PictureClass[]>(empty);
  // What is asked for next starts from this, whatever has been drawn so far.
  const latest = useRef(classes);
  const [changed, setChanged] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [reading, setReading] = useState(false);
  /** What there was before something was removed. */
  const [removed, setRemoved] = useState<readonly PictureClass[] | null>(null);

  const show = (next: readonly PictureClass[]): void => {
    latest.current = next;
    setClasses(next);
  };
  const fail = (error: unknown): void => {
    const { code, message } = asFailure(error);
    setProblem(sentences.inline(sentences.code[code], message));
  };

  useEffect(() => {
    // From then on what is kept is what is shown.
    void ask((open) => open.keptPictures()).then((kept) => {
      if (!kept || kept.length === 0) return;
      latest.current = kept.map((one, i) => ({ ...one, id: i + 1 }));
      setClasses(latest.current);
    });
  }, []);

  /** Keeps a change, or says why it cannot be. What was removed (`back`) can be taken back at once. */
  const change = async (
    next: readonly PictureClass[],
    sentence = '',
    back = false,
  ): Promise<void> => {
    const before = latest.current;
    // The next change starts from this one, even while it is being kept.
    show(next);
    try {
      const info = await session()?.keepPictures(keptOf(next));
      setChanged(true);
      setRemoved(back ? before : null);
      setProblem(null);
      setSaid(sentence);
      if (inUse && info?.lacks) onChange(false);
    } catch (error) {
      if (latest.current === next) show(before);
      setSaid('');
      fail(error);
    }
  };

  const use = async (): Promise<void> => {
    try {
      const info = await session()?.keepPictures(keptOf(latest.current));
      setSaid('');
      setProblem(info?.lacks ? sentences.inline(sentences.code.input, info.lacks) : null);
      if (info && info.lacks === null) {
        setChanged(false);
        onChange(true);
      }
    } catch (error) {
      fail(error);
    }
  };

  /** Reads files into a class, or (null) into one class for each folder. */
  const addFiles = async (given: readonly PlacedFile[], id: number | null): Promise<void> => {
    const files = inOrder(given);
    const wrong = refusal(latest.current, files, id, words);
    setProblem(wrong);
    if (wrong !== null) {
      setSaid('');
      return;
    }
    setReading(true);
    const { read, broken } = await readFiles(files, (done) =>
      setSaid(words.reading(done, files.length)),
    );
    setReading(false);
    setSaid('');
    if (read.length > 0) {
      const { classes: next, added, known } = withPictures(latest.current, read, id);
      const told = known.length === 0 ? '' : ` ${words.known(few(known, ', ', words.more))}`;
      await change(next, `${words.added(added)}${told}`);
    }
    if (broken.length > 0) {
      const told = broken.map(({ name, why }) =>
        words.fileProblem(name, setup.pictureProblem[why]),
      );
      setProblem(few(told, ' ', words.more));
    }
  };

  const edit = (id: number, make: (one: PictureClass) => PictureClass): readonly PictureClass[] =>
    latest.current.map((one) => (one.id === id ? make(one) : one));
  const total = classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
  return {
    classes,
    total,
    problem,
    said: said || (inUse && !changed ? words.inUse(total, classes.length) : ''),
    reading,
    /** Whether there is anything to be used that is not. */
    usable: !reading && total > 0 && (!inUse || changed),
    addFiles,
    use,
    addClass: () => change(withClass(latest.current, words.newClass)),
    addPicture: (id: number, picture: OwnPicture) => {
      const { classes: next, added } = withPictures(
        latest.current,
        [{ picture, folder: null }],
        id,
      );
      return change(next, words.added(added));
    },
    rename: (id: number, name: string) => change(edit(id, (one) => ({ ...one, name }))),
    removePicture: (id: number, picture: OwnPicture) => {
      const without = (one: PictureClass): PictureClass => ({
        ...one,
        pictures: one.pictures.filter((other) => other !== picture),
      });
      return change(edit(id, without), words.removed(picture.name), true);
    },
    removeClass: ({ id, name }: PictureClass) =>
      change(
        latest.current.filter((one) => one.id !== id),
        words.removed(name),
        true,
      ),
    removeAll: () => change(empty(), words.removedAll, true),
    /** Takes the last removal back; null where something else has happened since. */
    undo: removed && (() => change(removed)),
  };
}

function session() {
  return sessionStore.getState().client?.session;
}
